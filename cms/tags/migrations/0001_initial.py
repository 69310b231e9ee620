import django.db.models.functions.datetime
from django.db import migrations, models

from cms.tags import schema


def create(apps, schema_editor):
    statements = schema.POSTGRESQL if schema_editor.connection.vendor == "postgresql" else schema.SQLITE
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(statements)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("tags", models.JSONField(default=dict)),
                ("events", models.JSONField(db_default=models.Value([], models.JSONField()), default=list)),
            ],
            options={"indexes": [models.Index(fields=["at"], name="change_at")]},
        ),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
