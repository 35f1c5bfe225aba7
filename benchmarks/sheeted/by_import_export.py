"""Reads the list with tablib and has django-import-export do a dry run: units and courses by name, every row compared."""

# ruff: noqa: D101, D106, DJ008, E402, RUF012 - a program in the peer's own manner: Django is set up before its models
import sys
from pathlib import Path

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "import_export"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()

import tablib
from django.db import connection, models
from import_export import fields, resources, widgets


class Unit(models.Model):
    name = models.CharField(max_length=200)

    class Meta:
        app_label = "list"


class Course(models.Model):
    name = models.CharField(max_length=200)

    class Meta:
        app_label = "list"


class Need(models.Model):
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    course = models.ForeignKey(Course, on_delete=models.PROTECT)
    seats = models.PositiveIntegerField()
    by_on = models.DateField()
    priority = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "list"


class NeedResource(resources.ModelResource):
    id = fields.Field("id", "ت", widget=widgets.IntegerWidget())
    unit = fields.Field("unit", "الوحدة", widget=widgets.ForeignKeyWidget(Unit, "name"))
    course = fields.Field("course", "الدورة", widget=widgets.ForeignKeyWidget(Course, "name"))
    seats = fields.Field("seats", "عدد المقاعد", widget=widgets.IntegerWidget())
    by_on = fields.Field("by_on", "آخر أجل", widget=widgets.DateWidget("%d/%m/%Y"))
    priority = fields.Field("priority", "الأولوية", widget=widgets.IntegerWidget())

    class Meta:
        model = Need
        import_id_fields = ["id"]
        fields = ("id", "unit", "course", "seats", "by_on", "priority")


with connection.schema_editor() as editor:
    for kind in (Unit, Course, Need):
        editor.create_model(kind)
table = tablib.Dataset().load(Path(sys.argv[1]).read_bytes(), "xlsx")
for kind, column in ((Unit, "الوحدة"), (Course, "الدورة")):
    kind.objects.bulk_create(kind(name=it) for it in dict.fromkeys(table[column]))
result = NeedResource().import_data(table, dry_run=True, use_transactions=True)
print(len(table), result.totals["new"], result.has_errors(), result.has_validation_errors())
