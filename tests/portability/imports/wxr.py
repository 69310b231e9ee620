"""WXR files for tests, written as WordPress writes them."""

from pathlib import Path
from typing import Any

SITE = "https://old.example.org"


def item(key: int, title: str = "A post", body: str = "Text.", **fields: Any) -> str:
    """A post; `fields` are wp:… elements, `categories` (domain, nicename, name), `meta` and `comments`."""
    date = fields.pop("date", "2020-03-04 05:06:07")
    slug = fields.pop("slug", f"post-{key}")
    link = fields.pop("link", f"{SITE}/2020/03/{slug}/")
    categories = fields.pop("categories", [("category", "news", "News")])
    excerpt, creator = fields.pop("excerpt", ""), fields.pop("creator", "ada")
    meta = "".join(
        f"<wp:postmeta><wp:meta_key>{name}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for name, value in fields.pop("meta", {}).items()
    )
    comments = "".join(fields.pop("comments", []))
    said = {
        "post_type": "post",
        "status": "publish",
        "post_parent": 0,
        "comment_status": "open",
        "post_password": "",
        "is_sticky": 0,
        **fields,
    }
    wp = "".join(f"<wp:{name}><![CDATA[{value}]]></wp:{name}>" for name, value in said.items())
    named = "".join(f'<category domain="{domain}" nicename="{nice}"><![CDATA[{name}]]></category>' for domain, nice, name in categories)
    return f"""<item><title><![CDATA[{title}]]></title><link>{link}</link><dc:creator><![CDATA[{creator}]]></dc:creator>
<content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{key}</wp:post_id><wp:post_date_gmt><![CDATA[{date}]]></wp:post_date_gmt><wp:post_name><![CDATA[{slug}]]></wp:post_name>
{wp}{named}{meta}{comments}</item>"""


def comment(key: int, text: str, *, parent: int = 0, approved: str = "1", kind: str = "comment") -> str:
    return f"""<wp:comment><wp:comment_id>{key}</wp:comment_id><wp:comment_author><![CDATA[Reader {key}]]></wp:comment_author>
<wp:comment_author_email>reader{key}@example.org</wp:comment_author_email><wp:comment_author_IP>192.0.2.7</wp:comment_author_IP>
<wp:comment_date_gmt>2020-03-05 0{key % 10}:00:00</wp:comment_date_gmt><wp:comment_content><![CDATA[{text}]]></wp:comment_content>
<wp:comment_approved>{approved}</wp:comment_approved><wp:comment_type>{kind}</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"""


def category(slug: str, name: str, parent: str = "", number: int = 1) -> str:
    return f"""<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>
<wp:category_parent>{parent}</wp:category_parent><wp:cat_name><![CDATA[{name}]]></wp:cat_name></wp:category>"""


def author(login: str, name: str) -> str:
    return f"""<wp:author><wp:author_login>{login}</wp:author_login><wp:author_email>{login}@example.org</wp:author_email>
<wp:author_display_name><![CDATA[{name}]]></wp:author_display_name></wp:author>"""


def document(*parts: str, version: str = "1.2") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/{version}/">
<channel><title>The Old Paper</title><link>{SITE}</link><wp:wxr_version>{version}</wp:wxr_version>
<wp:base_site_url>{SITE}</wp:base_site_url><wp:base_blog_url>{SITE}</wp:base_blog_url>
{"".join(parts)}
</channel></rss>"""


def write(folder: Path, text: str | bytes, name: str = "export.xml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
