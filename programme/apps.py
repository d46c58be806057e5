from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "programme"
    verbose_name = _("Aid funds")

    def ready(self) -> None:
        from wagtail import hooks

        from networks import honours
        from organisations.incoming import importers
        from practices import awards
        from programme import audit
        from programme.dossier import audit as dossier_audit
        from programme.dossier import files as dossier_files
        from programme.funds import audit as funds_audit
        from programme.funds.sheet import EntryImporter
        from programme.indicators import finding, locks
        from programme.indicators.figure_sheet import FigureImporter
        from programme.plans import audit as plans_audit
        from programme.plans import finding as plans_finding
        from programme.plans import papers
        from programme.plans.sheet import ActivityImporter
        from programme.recognition import audit as recognition_audit
        from programme.recognition import finding as finding_awards
        from programme.recognition import naming, telling
        from programme.recognition.sheet import HonourImporter

        hooks.register("register_log_actions", audit.register)
        hooks.register("register_log_actions", plans_audit.register)
        hooks.register("register_log_actions", funds_audit.register)
        hooks.register("register_log_actions", recognition_audit.register)
        awards.register(telling.recorded)
        honours.register(telling.received)
        hooks.register("register_log_actions", dossier_audit.register)
        for importer in (ActivityImporter(), EntryImporter(), FigureImporter(), HonourImporter()):
            importers.register(importer)
        finding_awards.connect()
        naming.connect()
        papers.connect()
        dossier_files.connect()
        post_migrate.connect(locks.lock_tables, sender=self, dispatch_uid="programme.lock_tables")
        finding.connect()
        plans_finding.connect()
