"""The pages, login and logout, and what is around every page."""

import hmac
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from . import catalogue

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Language": "zh-CN",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SeeOther(HttpResponseRedirect):
    status_code = 303


def headers(get_response):
    """Middleware: the headers that Django has no setting for."""

    def answer(request):
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return answer


def frame(request):
    """What the frame around every page needs to know of the visitor; for every template."""
    target = request.get_full_path()
    nickname = request.session.get("nickname")
    mark = None
    if nickname:
        key, text = settings.SECRET_KEY.encode(), request.session.session_key.encode()
        mark = hmac.digest(key, text, "sha256").hex()[:8]
    return {
        "origin": settings.ORIGIN,
        "target": target,
        "here": settings.ORIGIN + target,
        "next": quote(settings.ORIGIN + target, safe=""),
        "nickname": nickname,
        "mark": mark,
    }


@require_safe
def front(request):
    return render(request, "front.html", catalogue.front())


@require_safe
def category(request, slug):
    return render(request, "category.html", catalogue.category(slug, page_number(request)))


@require_safe
def product(request, sku):
    return render(request, "product.html", catalogue.product(sku))


@require_safe
def search(request):
    words = catalogue.readable(request.GET.get("q", ""))
    return render(request, "search.html", catalogue.search(words, page_number(request)))


def not_found(request, exception):
    return render(request, "not_found.html", {"title": "这一页灯还没亮"}, status=404)


def page_number(request):
    """The number of a page of a list: 1 if none is named."""
    written = request.GET.get("page", "1")
    if not (written.isascii() and written.isdecimal() and len(written) < 10 and written[0] != "0"):
        raise Http404
    return int(written)


@require_POST
def login(request):
    """A login without a password: here only its session matters."""
    nickname = request.POST.get("nickname", "").strip()
    if not 1 <= len(nickname) <= 40:
        return HttpResponseBadRequest()
    request.session.flush()
    request.session["nickname"] = nickname
    return SeeOther("/")


@require_POST
def logout(request):
    request.session.flush()
    return SeeOther("/")
