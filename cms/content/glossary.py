"""What search engines are told of the glossary and its terms."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.content import linked_data
from cms.content.scope import Scope
from cms.content.seo import Seo, make_seo
from cms.content.values import Crumb, Term

URLCONF = "cms.content.urls"


def glossary_path(scope: Scope) -> str:
    return scope.prefix() + reverse("glossary", urlconf=URLCONF)


def glossary_seo(terms: Sequence[Term], scope: Scope) -> Seo:
    """The page of all terms: a set of them."""
    base = scope.viewer.base_url
    url = base + glossary_path(scope)
    seo = make_seo(scope, "CollectionPage", name=_("Glossary"), url=url)
    terms_here = linked_data.term_set(scope, url, _("Glossary"), [linked_data.term(base, value) for value in terms])
    seo.subject["mainEntity"] = linked_data.reference(terms_here)
    seo.add([terms_here])
    return seo


def term_seo(value: Term, scope: Scope) -> Seo:
    """The page of one term."""
    base = scope.viewer.base_url
    crumbs = [Crumb(_("Glossary"), glossary_path(scope))]
    url = base + value.url
    seo = make_seo(scope, "WebPage", name=value.name, description=value.definition, url=url, crumbs=crumbs)
    node = linked_data.term(base, value)
    node["inDefinedTermSet"] = f"{base}{glossary_path(scope)}#glossary"
    seo.subject["mainEntity"] = linked_data.reference(node)
    seo.add([node])
    return seo
