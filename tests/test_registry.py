"""The default corpus is fetched once, checked by its digest, and refused when it differs."""

import pytest
import yaml

from analysis import CACHE, corpus
from analysis.corpus import registry
from analysis.corpus.files import digest
from analysis.schema import InputError


def test_the_registry_says_what_each_corpus_is_and_is_not():
    for name, entry in registry.registry().items():
        assert len(entry["sha256"]) == len(entry["wheel_sha256"]) == 64, name
        assert entry["defects"] and entry["licence"]
        assert isinstance(entry["is_licence_verified"], bool)
        for lang in ("en", "id"):
            assert entry["is"][lang] and entry["is_not"][lang]
    assert sum(bool(e.get("is_default")) for e in registry.registry().values()) == 1


def test_the_default_corpus_has_the_registered_digest_and_every_row():
    path = corpus.fetch()
    assert path.is_relative_to(CACHE)
    assert digest(path) == registry.registry()[registry.default_name()]["sha256"]
    articles = corpus.load(path)
    assert corpus.sources(articles)["rows_read"].sum() == 3824
    assert articles["outlet"].nunique() == 9 and set(articles["lang"]) == {"en"}
    assert registry.known(digest(path))[0] == registry.default_name()


def test_a_spoilt_cache_is_not_used(tmp_path, monkeypatch):
    (tmp_path / "newsarticles-2017.zip").write_bytes(b"spoilt")
    monkeypatch.setattr(registry, "_member", lambda entry, name: corpus.fetch().read_bytes())
    assert digest(registry.fetch(cache_dir=tmp_path)) == digest(corpus.fetch())


def test_an_unknown_name_lists_those_there_are():
    with pytest.raises(InputError, match="newsarticles-2017"):
        corpus.fetch("nothing")


def test_without_network_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_RETRIES", "0")
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(InputError, match="connect to the network once"):
        corpus.fetch(cache_dir=tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_registry_is_plain_data():
    assert yaml.safe_load(registry.REGISTRY.read_text(encoding="utf-8")) == registry.registry()
