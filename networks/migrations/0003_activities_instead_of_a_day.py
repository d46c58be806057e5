from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('networks', '0002_coverage'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='partnership',
            name='last_activity_on',
        ),
    ]
