import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('readiness', '0003_accreditation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GuidanceRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField()),
                ('version', models.PositiveSmallIntegerField()),
                ('read_at', models.DateTimeField()),
                ('practitioner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='MissedWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('word', models.CharField(max_length=30)),
                ('times', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddConstraint(
            model_name='guidanceread',
            constraint=models.UniqueConstraint(fields=('practitioner', 'slug', 'version'), name='one_reading_of_a_version'),
        ),
        migrations.AddConstraint(
            model_name='guidanceread',
            constraint=models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='a_version_that_was_read_has_a_number'),
        ),
        migrations.AddConstraint(
            model_name='missedword',
            constraint=models.UniqueConstraint(fields=('month', 'word'), name='one_count_of_a_word_a_month'),
        ),
        migrations.AddConstraint(
            model_name='missedword',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='a_missed_word_is_of_a_month'),
        ),
    ]
