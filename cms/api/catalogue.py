"""Every endpoint of this room. Others add theirs through the registry."""

from typing import Any

from cms.api import docs, media, pages, redirects, resolving, resources, site, terms
from cms.api.endpoints import FIELDS, SHAPE, Endpoint
from cms.api.payloads import (
    Absent,
    DocumentItem,
    ImageItem,
    Listed,
    Locked,
    PageFound,
    PageItem,
    Redirected,
    RedirectItem,
    Removed,
    SitePayload,
)
from cms.api.schema import serving
from cms.content.pages import PageValue

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("", "index", "The addresses of the endpoints.", site.index, (), {200: dict[str, str]}),
    Endpoint(
        "pages/", "pages", "Public pages, in the order of the tree.", pages.list_pages, pages.LIST_PARAMETERS, {200: Listed[PageItem]}
    ),
    Endpoint(
        "pages/find/",
        "find_page",
        "From a path or a primary key to a page's address in the API.",
        pages.find_page,
        pages.FIND_PARAMETERS,
        {302: None},
    ),
    Endpoint("pages/<int:pk>/", "page", "One page, whole.", pages.get_page, resources.PAGE_DETAIL[1:], {200: PageValue}),
    Endpoint(
        "resolve/",
        "resolve",
        "From a URL path to content in one request.",
        resolving.resolve_path,
        resolving.PARAMETERS,
        {200: PageFound | Redirected | Locked, 404: Absent, 410: Removed},
    ),
    Endpoint("site/", "site", "Everything that a layout needs.", site.get_site, site.PARAMETERS, {200: SitePayload}),
    Endpoint("terms/", "terms", "The glossary, by name.", terms.list_terms, resources.SNIPPET_LIST, {200: Listed[terms.TermItem]}),
    Endpoint("terms/<str:slug>/", "term", "One term.", terms.get_term, resources.PAGE_DETAIL, {200: terms.TermDetail}),
    Endpoint("images/", "images", "Images of public collections.", media.list_images, media.LIST_PARAMETERS, {200: Listed[ImageItem]}),
    Endpoint("images/find/", "find_image", "From a primary key to an image.", media.find_image, media.FIND_PARAMETERS, {302: None}),
    Endpoint("images/<int:pk>/", "image", "One image.", media.get_image, SHAPE, {200: ImageItem}),
    Endpoint(
        "documents/",
        "documents",
        "Documents of public collections.",
        media.list_documents,
        media.LIST_PARAMETERS,
        {200: Listed[DocumentItem]},
    ),
    Endpoint(
        "documents/find/", "find_document", "From a primary key to a document.", media.find_document, media.FIND_PARAMETERS, {302: None}
    ),
    Endpoint("documents/<int:pk>/", "document", "One document.", media.get_document, SHAPE, {200: DocumentItem}),
    Endpoint(
        "redirects/",
        "redirects",
        "Redirects that editors entered.",
        redirects.list_redirects,
        redirects.LIST_PARAMETERS,
        {200: Listed[RedirectItem]},
    ),
    Endpoint(
        "redirects/find/", "find_redirect", "From a path to a redirect.", redirects.find_redirect, redirects.FIND_PARAMETERS, {302: None}
    ),
    Endpoint("redirects/<int:pk>/", "redirect", "One redirect.", redirects.get_redirect, (FIELDS,), {200: RedirectItem}),
    Endpoint(
        "schema/",
        "schema",
        "This document: every endpoint, parameter and shape (OpenAPI 3.1).",
        serving.get_schema,
        (),
        {200: dict[str, Any]},
    ),
    Endpoint("docs/", "docs", "The same for people, in a browser.", docs.get_docs),
)
