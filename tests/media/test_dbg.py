def test_x(db):
    from django.template.utils import get_app_template_dirs
    from django.template.loader import get_template
    print(get_app_template_dirs("templates"))
    try: print(get_template("wagtailadmin/generic/multiple_upload/edit_form.html").origin)
    except Exception as e: print([c.tried for c in e.chain])
    assert 0
