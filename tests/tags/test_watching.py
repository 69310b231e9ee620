"""Nothing that can be shown changes unnoticed."""

from django.apps import apps

from cms.tags.watching import watched, why_unshown


def test_every_model_is_watched_or_somebody_has_said_why_not() -> None:
    forgotten = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table not in watched() and why_unshown(model) is None
    ]
    assert forgotten == []


def test_rules_name_columns_that_exist() -> None:
    for one in watched().values():
        columns = {field.column for field in one.model._meta.local_concrete_fields}
        for rule in one.rules:
            assert set(rule.when) <= columns, one.table
