from django.urls import path

from events import feeds, organised_views
from events.calls import desk_views as calls_desk
from events.calls import views as calls
from events.certificates import design_views, register_views
from events.certificates import desk_views as certificate_desk
from events.certificates import views as certificates
from events.checkin import desk_views as attendance_desk
from events.checkin import phone_views
from events.checkin import views as door_views
from events.feedback import desk_views as feedback_desk
from events.feedback import views as feedback
from events.funnel import desk_views as outcome
from events.funnel import views as funnel
from events.record import report_views
from events.record import views as record
from events.registration import desk_views, views
from events.sessions import desk_views as sessions_views

app_name = "exchange"

urlpatterns = [
    path("events/calendar.ics", feeds.all_events, name="calendar"),
    path("events/<slug:reference>/calendar.ics", feeds.one_event, name="event_calendar"),
    path("events/<slug:reference>/series.ics", feeds.one_series, name="series_calendar"),
    path("events/<slug:reference>/register/", views.register, name="register"),
    path("events/<slug:reference>/register/sent/", views.sent, name="sent"),
    path("events/registrations/<str:key>/", views.own, name="own"),
    path("events/registrations/<str:key>/confirm/", views.confirm, name="confirm"),
    path("events/registrations/<str:key>/take/", views.take, name="take"),
    path("events/registrations/<str:key>/session/", views.session, name="own_session"),
    path("events/registrations/<str:key>/change/", views.change, name="change"),
    path("events/registrations/<str:key>/cancel/", views.cancel, name="cancel"),
    path("events/registrations/<str:key>/calendar.ics", views.own_calendar, name="own_calendar"),
    path("events/feedback/team/<str:key>/", feedback.team, name="ballots"),
    path("events/feedback/ballot/<str:ballot>/", feedback.ballot, name="ballot"),
    path("events/feedback/<slug:code>/", feedback.open_form, name="feedback"),
    path("events/feedback/<slug:code>/thanks/", feedback.answered, name="answered"),
    path("events/<slug:reference>/try/", funnel.try_signed_in, name="try"),
    path("events/registrations/<str:key>/try/", funnel.try_by_link, name="own_try"),
    path("events/decide/<str:token>/", funnel.decide, name="decide"),
    path("events/follow-up/<str:token>/", funnel.follow_up, name="what_became"),
    path("events/registrations/<str:key>/tickets/", views.own_tickets, name="own_tickets"),
    path("tickets/<str:token>/", door_views.ticket, name="ticket"),
    path("door/", door_views.doors, name="doors"),
    path("door/worker.js", phone_views.worker, name="door_worker"),
    path("door/manifest.webmanifest", phone_views.manifest, name="door_manifest"),
    path("door/enter/<str:token>/", door_views.enter, name="door_enter"),
    path("door/<slug:reference>/", door_views.start, name="door"),
    path("door/<slug:reference>/scan/", phone_views.scan, name="door_scan"),
    path("door/<slug:reference>/people.json", phone_views.people, name="door_people"),
    path("door/<slug:reference>/sync/", phone_views.sync, name="door_sync"),
    path("door/<slug:reference>/team/<uuid:uid>/", door_views.team, name="door_team"),
    path("door/<slug:reference>/back/<int:pk>/", door_views.take_back, name="door_back"),
    path("door/<slug:reference>/walk-in/", door_views.walk_in, name="door_walk_in"),
    path("door/<slug:reference>/helpers/", door_views.helpers, name="door_helpers"),
    path("door/<slug:reference>/helpers/<int:pk>/withdraw/", door_views.withdraw, name="door_withdraw"),
    path("door/<slug:reference>/leave/", door_views.leave, name="door_leave"),
    path("my/events/", views.mine, name="mine"),
    path("my/events/funnels/", outcome.funnels, name="funnels"),
    path("my/events/organised/", organised_views.organised, name="organised"),
    path("my/events/<slug:reference>/", desk_views.registrations, name="desk"),
    path("my/events/<slug:reference>/table.csv", desk_views.registrations, {"form": "csv"}, name="desk_csv"),
    path(
        "my/events/<slug:reference>/table.xlsx", desk_views.registrations, {"form": "xlsx"}, name="desk_xlsx"
    ),
    path("my/events/<slug:reference>/attendance/", attendance_desk.attendance, name="attendance"),
    path("my/events/<slug:reference>/attendance/sheet.pdf", attendance_desk.sheet_pdf, name="sheet_pdf"),
    path("my/events/<slug:reference>/attendance/sheet.xlsx", attendance_desk.sheet_xlsx, name="sheet_xlsx"),
    path("my/events/<slug:reference>/capacity/", desk_views.capacity, name="capacity"),
    path("my/events/<slug:reference>/feedback/", feedback_desk.overview, name="feedback_desk"),
    path(
        "my/events/<slug:reference>/feedback/questions/", feedback_desk.questions, name="feedback_questions"
    ),
    path("my/events/<slug:reference>/feedback/state/", feedback_desk.state, name="feedback_state"),
    path("my/events/<slug:reference>/feedback/poster.pdf", feedback_desk.poster_pdf, name="feedback_poster"),
    path("my/events/<slug:reference>/feedback/table.xlsx", feedback_desk.workbook, name="feedback_xlsx"),
    path("my/events/<slug:reference>/sessions/", sessions_views.sessions, name="desk_sessions"),
    path(
        "my/events/<slug:reference>/sessions/table.csv",
        sessions_views.sessions,
        {"form": "csv"},
        name="desk_sessions_csv",
    ),
    path(
        "my/events/<slug:reference>/sessions/table.xlsx",
        sessions_views.sessions,
        {"form": "xlsx"},
        name="desk_sessions_xlsx",
    ),
    path("my/events/<slug:reference>/record/", record.overview, name="record"),
    path("my/events/<slug:reference>/record/edit/", record.edit, name="record_edit"),
    path("my/events/<slug:reference>/record/picture/", record.add_photo, name="record_photo"),
    path("my/events/<slug:reference>/record/pictures/", record.change_photo, name="record_change_photo"),
    path("my/events/<slug:reference>/record/preview/", record.preview, name="record_preview"),
    path("my/events/<slug:reference>/record/publish/", record.publish, name="record_publish"),
    path("my/events/<slug:reference>/record/next/", record.follow_up, name="follow_up"),
    path("my/events/<slug:reference>/call/", calls_desk.call, name="desk_call"),
    path("my/events/<slug:reference>/call/table.csv", calls_desk.call, {"form": "csv"}, name="call_csv"),
    path("my/events/<slug:reference>/call/table.xlsx", calls_desk.call, {"form": "xlsx"}, name="call_xlsx"),
    path("my/events/<slug:reference>/call/edit/", calls_desk.edit_call, name="edit_call"),
    path("my/events/<slug:reference>/call/close/", calls_desk.close_call, name="close_call"),
    path("my/events/<slug:reference>/call/programme/", calls_desk.into_programme, name="call_into_programme"),
    path("my/events/<slug:reference>/call/<uuid:uid>/", calls_desk.proposal, name="desk_proposal"),
    path("events/<slug:reference>/propose/", calls.propose, name="propose"),
    path("my/proposals/", calls.proposals, name="proposals"),
    path("my/proposals/<uuid:uid>/", calls.proposal, name="proposal"),
    path("my/proposals/<uuid:uid>/withdraw/", calls.withdraw, name="withdraw_proposal"),
    path("my/events/<slug:reference>/report/", report_views.report, name="report"),
    path("my/events/<slug:reference>/report/<str:name>", report_views.paper, name="report_paper"),
    path("my/events/<slug:reference>/<uuid:uid>/", desk_views.registration, name="registration"),
    path("my/events/<slug:reference>/funnel/", outcome.funnel, name="funnel"),
    path("my/events/<slug:reference>/funnel/schools/", outcome.attended, name="funnel_attended"),
    path("my/events/<slug:reference>/funnel/list/", outcome.lines, name="funnel_lines"),
    path("my/events/<slug:reference>/funnel/table.xlsx", outcome.sheet, name="funnel_xlsx"),
    # Certificates: for everybody, for whoever has the letter, for the office
    path("certificates/verify/", certificates.verify, name="verify"),
    path("certificates/verify/<slug:token>/", certificates.verify_one, name="verify_one"),
    path("certificates/own/<str:key>/", certificates.own_certificate, name="own_certificate"),
    path(
        "certificates/own/<str:key>/certificate.pdf", certificates.own_paper, {"kind": "pdf"}, name="own_pdf"
    ),
    path(
        "certificates/own/<str:key>/certificate.png", certificates.own_paper, {"kind": "png"}, name="own_png"
    ),
    path("my/certificates/", certificates.mine, name="my_certificates"),
    path("my/certificates/register/", register_views.register, name="certificate_register"),
    path(
        "my/certificates/register/table.csv", register_views.register, {"form": "csv"}, name="certificate_csv"
    ),
    path(
        "my/certificates/register/table.xlsx",
        register_views.register,
        {"form": "xlsx"},
        name="certificate_xlsx",
    ),
    path("my/certificates/numbers/", design_views.numbers, name="certificate_numbers"),
    path("my/certificates/designs/", design_views.designs, name="certificate_designs"),
    path("my/certificates/designs/new/", design_views.new_design, name="new_certificate_design"),
    path("my/certificates/designs/preview.png", design_views.live_preview, name="certificate_live_preview"),
    path("my/certificates/designs/<uuid:uid>/", design_views.edit_design, name="certificate_design"),
    path("my/certificates/designs/<uuid:uid>/retire/", design_views.retire, name="retire_certificate_design"),
    path(
        "my/certificates/designs/<uuid:uid>/<slug:sample>.png",
        design_views.preview,
        {"kind": "png"},
        name="certificate_preview_png",
    ),
    path(
        "my/certificates/designs/<uuid:uid>/<slug:sample>.pdf",
        design_views.preview,
        {"kind": "pdf"},
        name="certificate_preview_pdf",
    ),
    path("my/certificates/batches/<uuid:uid>/", certificate_desk.batch, name="certificate_batch"),
    path(
        "my/certificates/batches/<uuid:uid>/preview.png", certificate_desk.batch_preview, name="batch_preview"
    ),
    path("my/certificates/batches/<uuid:uid>/begin/", certificate_desk.begin, name="begin_batch"),
    path("my/certificates/batches/<uuid:uid>/go-on/", certificate_desk.go_on, name="go_on_with_batch"),
    path("my/certificates/batches/<uuid:uid>/discard/", certificate_desk.discard, name="discard_batch"),
    path(
        "my/certificates/batches/<uuid:uid>/people/<int:pk>/", certificate_desk.wish, name="certificate_wish"
    ),
    path("my/certificates/<uuid:uid>/", register_views.certificate, name="certificate"),
    path("my/certificates/<uuid:uid>/correct/", register_views.correct, name="correct_certificate"),
    path("my/certificates/<uuid:uid>/revoke/", register_views.revoke, name="revoke_certificate"),
    path("my/certificates/<uuid:uid>/restore/", register_views.restore, name="restore_certificate"),
    path("my/certificates/<uuid:uid>/letter/", register_views.send_again, name="send_certificate"),
    path("my/certificates/<uuid:uid>/<int:number>.pdf", register_views.edition, name="certificate_edition"),
    path("my/events/<slug:reference>/certificates/", certificate_desk.of_event, name="certificates"),
    path(
        "my/events/<slug:reference>/certificates/file/", certificate_desk.bring_in, name="certificate_sheet"
    ),
    path(
        "my/events/<slug:reference>/certificates/file.xlsx",
        certificate_desk.empty_sheet,
        name="certificate_empty_sheet",
    ),
    path("my/events/<slug:reference>/certificates/all/", certificate_desk.bundle, name="certificate_bundle"),
    path(
        "my/events/<slug:reference>/certificates/all.pdf",
        certificate_desk.papers,
        {"kind": "pdf"},
        name="certificates_pdf",
    ),
    path(
        "my/events/<slug:reference>/certificates/all.zip",
        certificate_desk.papers,
        {"kind": "zip"},
        name="certificates_zip",
    ),
]
