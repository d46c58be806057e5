"""The one workflow of practices, made where there is a list of practices."""

from django.apps.registry import Apps

from vcare.review import STEPS

NAME = "การตรวจแนวปฏิบัติ"


def ensure(apps: Apps, index_pk: int) -> None:
    """Make the workflow with its steps, or mend it, and let the list of practices use it.

    Works with the models of a migration too.
    """
    get = apps.get_model
    content_type, _ = get("contenttypes", "ContentType").objects.get_or_create(
        app_label="practices", model="reviewtask"
    )
    workflow, _ = get("wagtailcore", "Workflow").objects.get_or_create(name=NAME)
    for order, step in enumerate(STEPS):
        task = get("practices", "ReviewTask").objects.filter(step=step.key).first()
        if task is None:
            task = get("practices", "ReviewTask").objects.create(
                name=step.th, step=step.key, content_type=content_type, active=True
            )
        get("wagtailcore", "WorkflowTask").objects.get_or_create(
            workflow=workflow, task_id=task.pk, defaults={"sort_order": order}
        )
    get("wagtailcore", "WorkflowPage").objects.get_or_create(
        page_id=index_pk, defaults={"workflow": workflow}
    )
