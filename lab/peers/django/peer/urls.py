"""The addresses of the pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.front),
    path("c/<slug:slug>", views.category),
    path("p/<int:sku>", views.product),
    path("search", views.search),
    path("login", views.login),
    path("logout", views.logout),
]
handler404 = views.not_found
