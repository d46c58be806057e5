from django.urls import path, re_path

from practices.adoption import overview, thanking_views, views

app_name = "adoption"

urlpatterns = [
    path("practices/<slug:reference>/adopt/", views.start, name="start"),
    path("practices/<slug:reference>/adopters/", views.adopters, name="adopters"),
    path("practices/<slug:reference>/compare/<uuid:uid>/", views.compare, name="compare"),
    path("practices/<slug:reference>/ask/", views.ask, name="ask"),
    path("my/adoptions/", views.mine, name="mine"),
    path("my/adoptions/questions/", views.questions, name="questions"),
    path("my/adoptions/questions/<uuid:uid>/", views.question, name="question"),
    path("my/adoptions/thanks/", thanking_views.received, name="thanks"),
    path("my/adoptions/thanks/<uuid:uid>/show/", thanking_views.show, {"shown": True}, name="show_thanks"),
    path("my/adoptions/thanks/<uuid:uid>/hide/", thanking_views.show, {"shown": False}, name="hide_thanks"),
    path("my/adoptions/<uuid:uid>/thank/", thanking_views.thank, name="thank"),
    path("my/adoptions/<uuid:uid>/unthank/", thanking_views.unthank, name="unthank"),
    path("my/adoptions/<uuid:uid>/", views.adoption, name="adoption"),
    path("my/adoptions/<uuid:uid>/state/<slug:to>/", views.state, name="state"),
    path("my/adoptions/<uuid:uid>/undo/<int:pk>/", views.undo, name="undo"),
    path("my/adoptions/<uuid:uid>/confirm/", views.confirm, name="confirm"),
    path("my/adoptions/<uuid:uid>/details/", views.details, name="details"),
    path("my/adoptions/<uuid:uid>/changes/new/", views.adapt, name="adapt"),
    path("my/adoptions/<uuid:uid>/changes/<int:pk>/", views.adapt, name="edit_change"),
    path("my/adoptions/<uuid:uid>/changes/<int:pk>/remove/", views.unadapt, name="remove_change"),
    path("my/adoptions/<uuid:uid>/fork/", views.fork, name="fork"),
    path("my/adoptions/<uuid:uid>/still/", views.still, name="still"),
    path("pulse/<str:token>/", views.pulse, name="pulse"),
    path("diffusion/", overview.page, name="diffusion"),
    re_path(
        r"^diffusion/(?P<table>districts|adoptions)\.(?P<kind>csv|xlsx)$",
        overview.download,
        name="diffusion_file",
    ),
    path("adoptions/", overview.adoptions, name="all"),
    re_path(r"^adoptions/adoptions\.(?P<kind>csv|xlsx)$", overview.adoptions_file, name="all_file"),
    path("adoptions/silent/", overview.silent, name="silent"),
    re_path(r"^adoptions/silent\.(?P<kind>csv|xlsx)$", overview.silent_file, name="silent_file"),
    path("adoptions/<uuid:uid>/line/", overview.line_text, name="line_text"),
    path("adoptions/confirm/<str:token>/", views.confirm_by_link, name="confirm_by_link"),
]
