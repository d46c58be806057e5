from django.urls import path

from networks import counting_views, needs_views, views

app_name = "networks"

urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/sent/", views.registered, name="registered"),
    path("register/confirm/<str:key>/", views.confirm, name="confirm"),
    path("applications/", views.applications, name="applications"),
    path("applications/<uuid:uid>/", views.application, name="application"),
    path("applications/<uuid:uid>/approve/", views.approve, name="approve"),
    path("applications/<uuid:uid>/refuse/", views.refuse, name="refuse"),
    path("profile/<slug:reference>/edit/", views.edit_profile, name="edit_profile"),
    path("coverage/", counting_views.coverage_board, name="coverage"),
    path("coverage/table.csv", counting_views.coverage_board, {"form": "csv"}, name="coverage_csv"),
    path("coverage/table.xlsx", counting_views.coverage_board, {"form": "xlsx"}, name="coverage_xlsx"),
    path("coverage/rule/", counting_views.counting_rule, name="counting_rule"),
    path("coverage/freeze/", counting_views.freeze, name="freeze"),
    path("coverage/frozen/<int:pk>/", counting_views.frozen, name="frozen"),
    path("coverage/<uuid:uid>/", counting_views.number, name="number"),
    path("coverage/<uuid:uid>/activity/", counting_views.record_activity, name="record_activity"),
    path("coverage/<uuid:uid>/remind/", counting_views.remind, name="remind"),
    path("needs/", needs_views.needs, name="needs"),
    path("needs/new/", needs_views.new_need, name="new_need"),
    path("needs/<int:pk>/", needs_views.need, name="need"),
    path("needs/<int:pk>/close/", needs_views.close_need, name="close_need"),
    path("needs/<int:pk>/reopen/", needs_views.reopen_need, name="reopen_need"),
    path("needs/<int:pk>/ask/<int:offer>/", needs_views.ask, name="ask"),
    path("needs/<int:pk>/offer/<int:offer>/", needs_views.propose, name="propose"),
    path("offers/", needs_views.offers, name="offers"),
    path("offers/new/", needs_views.edit_offer, name="new_offer"),
    path("offers/<int:pk>/", needs_views.edit_offer, name="edit_offer"),
    *(
        path(f"matches/<int:pk>/{action}/", needs_views.act, {"action": action}, name=f"match_{action}")
        for action in ("agree", "decline", "call-off", "done", "rate")
    ),
]
