"""Whose word is taken for where a request comes from; and what the log says of it."""

from __future__ import annotations

import json
import logging
from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from luoshi.config.logs import JsonLines, Numbered
from luoshi.config.proxy import is_trusted, proxy_middleware
from tests.world import World


def seen(address: str, **headers: str) -> dict[str, str]:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": address, **headers}
    proxy_middleware(lambda _request: HttpResponse())(request)
    return request.META


@pytest.mark.parametrize(
    ("address", "believed"),
    [("10.1.2.3", True), ("10.2.0.1", False), ("::1", True), ("", False), ("nonsense", False), ("127.0.0.1", False)],
)
def test_only_named_proxies_are_believed(settings: Any, address: str, believed: bool) -> None:
    settings.PROXIES = [ip_network("10.1.0.0/16"), ip_network("::1")]
    sent = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "1.2.3.4", "HTTP_FORWARDED": "for=x"}
    assert is_trusted(address) is believed
    assert ("HTTP_X_FORWARDED_PROTO" in seen(address, **sent)) is believed
    assert ("HTTP_FORWARDED" in seen(address, **sent)) is believed


def test_a_stranger_cannot_say_that_it_was_https(world: World, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.PROXIES = [ip_network("10.0.0.0/8")]
    sent = {"X-Forwarded-Proto": "https"}
    assert Client(REMOTE_ADDR="203.0.113.9").get("/org/login/", headers=sent).status_code == 301
    assert Client(REMOTE_ADDR="10.0.0.5").get("/org/login/", headers=sent).status_code == 200


def test_a_line_of_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Its request's number, the route and the time; never what was asked, nor who."""
    client = Client()
    client.force_login(world.account("省.人社", "clerk"))
    with caplog.at_level(logging.INFO, "luoshi.access"):
        response = client.get("/ledger/?q=机密的词", headers={"User-Agent": "Zhang-San"})
    record = next(one for one in caplog.records if one.name == "luoshi.access")
    Numbered().filter(record)
    line = json.loads(JsonLines().format(record))
    assert line["request"] == response.headers["X-Request-ID"] != "-"
    assert (line["method"], line["route"], line["status"]) == ("GET", "ledger/", 200)
    text = json.dumps(line, ensure_ascii=False)
    for private in ("机密的词", "Zhang-San", world.account("省.人社", "clerk").username, "127.0.0.1"):
        assert private not in text


def test_a_fault_is_one_line() -> None:
    try:
        raise ValueError("两行\n文字")
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, "f", 1, "没有办成 %s", ("a\nb",), __import__("sys").exc_info()
        )
    Numbered().filter(record)
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["fault"].startswith("Traceback")
