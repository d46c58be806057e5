import uuid

import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.blocks.migrations.operations import BaseBlockOperation


class PracticeToPractices(BaseBlockOperation):
    """A row that named one practice names a list of them."""

    def apply(self, block_value):
        value = dict(block_value)
        practice = value.pop("practice", None)
        if practice and not value.get("practices"):
            value["practices"] = [{"type": "item", "value": practice, "id": str(uuid.uuid4())}]
        return value

    @property
    def operation_name_fragment(self):
        return "practice_to_practices"


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0005_feedback_and_record'),
        ('organisations', '0007_the_register'),
        ('practices', '0007_collections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='exchangeeventpage',
            name='programme',
            field=wagtail.fields.StreamField([('row', 10)], blank=True, block_lookup={0: ('content.blocks.ThaiDateBlock', (), {'help_text': 'Only for events of several days.', 'label': 'Day', 'required': False}), 1: ('wagtail.blocks.TimeBlock', (), {'format': '%H:%M', 'label': 'From'}), 2: ('wagtail.blocks.TimeBlock', (), {'format': '%H:%M', 'label': 'To'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Activity', 'max_length': 250}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'Responsible', 'max_length': 200, 'required': False}), 5: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Practice', 'page_type': ['practices.PracticePage']}), 6: ('wagtail.blocks.ListBlock', (5,), {'default': [], 'label': 'Practices presented', 'required': False}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Room', 'max_length': 100, 'required': False}), 8: ('wagtail.blocks.BooleanBlock', (), {'label': 'People choose this session when they register', 'required': False}), 9: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'Only for sessions that people choose. Empty means no limit.', 'label': 'Places in this session', 'max_value': 10000, 'min_value': 1, 'required': False}), 10: ('wagtail.blocks.StructBlock', [[('day', 0), ('time_from', 1), ('time_to', 2), ('topic', 3), ('speaker', 4), ('practices', 6), ('room', 7), ('chosen', 8), ('places', 9)]], {})}, verbose_name='programme'),
        ),
        migrations.CreateModel(
            name='Intent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='said')),
                ('told_on', models.DateField(editable=False, null=True)),
                ('ended_on', models.DateField(editable=False, null=True)),
                ('is_demo', models.BooleanField(default=False, editable=False)),
                ('adoption', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='event_intents', to='practices.adoption')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='intents', to='events.exchangeeventpage')),
            ],
            options={
                'verbose_name': 'intent after an event',
                'verbose_name_plural': 'intents after events',
                'ordering': ['said_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='IntentQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField()),
                ('asked_on', models.DateField(null=True)),
                ('answer', models.CharField(blank=True, choices=[('tried', 'We have tried it'), ('not-yet', 'Not tried yet'), ('no', 'We do not go on')], max_length=8, verbose_name='answer')),
                ('answered_on', models.DateField(null=True)),
                ('intent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='events.intent')),
            ],
            options={
                'verbose_name': 'question after an event',
                'verbose_name_plural': 'questions after events',
                'ordering': ['days'],
            },
        ),
        migrations.CreateModel(
            name='Turnout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.PositiveIntegerField(verbose_name='people')),
                ('as_of', models.DateField(default=django.utils.timezone.localdate)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turnouts', to='events.exchangeeventpage')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
            ],
            options={
                'verbose_name': 'turnout of a school',
                'verbose_name_plural': 'turnouts of schools',
            },
        ),
        migrations.CreateModel(
            name='Voice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('intent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='voices', to='events.intent')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registration', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='voices', to='events.registration')),
            ],
            options={
                'verbose_name': 'voice for an intent',
                'verbose_name_plural': 'voices for intents',
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='intent',
            constraint=models.UniqueConstraint(fields=('event', 'adoption'), name='one_intent_per_event'),
        ),
        migrations.AddConstraint(
            model_name='intentquestion',
            constraint=models.UniqueConstraint(fields=('intent', 'days'), name='asked_once_after_so_many_days'),
        ),
        migrations.AddConstraint(
            model_name='turnout',
            constraint=models.UniqueConstraint(fields=('event', 'school'), name='one_turnout_per_school'),
        ),
        migrations.AddConstraint(
            model_name='voice',
            constraint=models.UniqueConstraint(condition=models.Q(('person', None)), fields=('intent', 'registration'), name='one_voice_per_team'),
        ),
        migrations.AddConstraint(
            model_name='voice',
            constraint=models.UniqueConstraint(fields=('intent', 'person'), name='one_voice_per_person'),
        ),
        MigrateStreamData(
            app_name="events",
            model_name="ExchangeEventPage",
            field_name="programme",
            operations_and_block_paths=[(PracticeToPractices(), "row")],
        ),
    ]
