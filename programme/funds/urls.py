from django.urls import path

from programme.funds import views

app_name = "funds"

FUND = "my/funds/<slug:slug>/"
ENTRY = f"{FUND}<uuid:uid>/"

urlpatterns = [
    path("my/funds/", views.funds, name="funds"),
    path(FUND, views.entries, name="ledger"),
    path(f"{FUND}table.xlsx", views.table, name="xlsx"),
    path(f"{FUND}empty.xlsx", views.empty_sheet, name="empty_xlsx"),
    path(f"{FUND}new/", views.new, name="new"),
    path(f"{FUND}bring-in/", views.bring_in, name="bring_in"),
    path(f"{FUND}years/<int:year>/close/", views.close, name="close"),
    path(ENTRY, views.entry, name="entry"),
    path(f"{ENTRY}paper/", views.paper, name="paper"),
    path(f"{ENTRY}approve/", views.approve, name="approve"),
    path(f"{ENTRY}refuse/", views.refuse, name="refuse"),
    path(f"{ENTRY}withdraw/", views.withdraw, name="withdraw"),
    path(f"{ENTRY}reverse/", views.reverse, name="reverse"),
]
