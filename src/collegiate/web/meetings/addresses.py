"""The addresses of meetings, their packs and actions."""

from django.urls import URLPattern

ADDRESSES: list[URLPattern] = []
