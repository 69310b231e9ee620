"""The glossary, and the publication's colour as a style sheet. Who may call them: everybody."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms import answers, tags
from cms.content.blocks.base import stream_content
from cms.content.glossary import glossary_seo, term_seo
from cms.content.loaders import term_value
from cms.content.models.snippets import ReusableContent, Term
from cms.content.rendering import layout_context, moved, scope_for


@require_safe
@answers.stored
def glossary(request: HttpRequest) -> HttpResponse:
    """All public terms of the language, in alphabetical order."""
    scope = scope_for(request)
    tags.record(tags.listing("terms"))
    terms = scope.viewer.published(Term.objects.filter(locale__language_code=scope.language)).order_by("name")
    pks = list(terms.values_list("pk", flat=True))
    scope.want(("term", pk) for pk in pks)
    context = layout_context(scope)
    values = [value for pk in pks if (value := scope.get("term", pk))]
    return render(request, "pages/glossary.html", {**context, "terms": values, "seo": glossary_seo(values, scope)})


@require_safe
@answers.stored
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One term."""
    scope = scope_for(request)
    found = scope.viewer.published(Term.objects.filter(locale__language_code=scope.language, slug=slug)).first()
    if found is None:
        return moved(scope, f"/terms/{slug}/")
    scope.want([("term", found.pk)])
    context = layout_context(scope)
    value = scope.get("term", found.pk)
    if value is None:  # it expired a moment ago
        raise Http404
    return render(request, "pages/term.html", {**context, "content": value, "seo": term_seo(value, scope)})


@require_safe
def accent(request: HttpRequest, colour: str) -> HttpResponse:
    """The accent colour of an identity as a style sheet of one line: the content security policy allows no inline styles.

    Its address says all that is in it, so it never changes and needs no query.
    """
    response = HttpResponse(f":root{{--brand:#{colour}}}", content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def term_preview_context(request: HttpRequest, draft: Term) -> dict[str, Any]:
    """The context of a term's page for a draft of it."""
    scope = scope_for(request, draft.locale.language_code if draft.locale_id else None)
    scope.want([("page", draft.home_topic_id)] if draft.home_topic_id else [])
    context = layout_context(scope)
    value = term_value(draft, scope)
    return {**context, "content": value, "seo": term_seo(value, scope), "is_preview": True}


def reusable_preview_context(request: HttpRequest, draft: ReusableContent) -> dict[str, Any]:
    """The context of a page that shows nothing but a draft of reusable content."""
    scope = scope_for(request, draft.locale.language_code if draft.locale_id else None)
    scope.want(draft.references())
    context = layout_context(scope)
    body = stream_content(draft.body.stream_block, draft.body.raw_data, scope)
    return {**context, "content": body, "source_of_body": f"content.ReusableContent:{draft.pk}/body", "is_preview": True}
