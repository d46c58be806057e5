from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from home.work import Work


@login_required
@never_cache
def my_work(request: HttpRequest) -> HttpResponse:
    return render(request, "home/my_work.html", {"work": Work(request.user)})
