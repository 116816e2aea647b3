"""Settings come from the environment or from files, and what cannot be used is said in words."""

from __future__ import annotations

import pytest

from collegiate.web.environment import SettingError, setting, switched_on


def test_a_setting_is_the_variable_or_the_default():
    assert setting("COLLEGIATE_X", "none", {"COLLEGIATE_X": "seven"}) == "seven"
    assert setting("COLLEGIATE_X", "none", {}) == "none"
    assert setting("COLLEGIATE_X", "none", {"COLLEGIATE_X": ""}) == "none"


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_secret_is_read_from_a_file_without_its_line_end(tmp_path, end):
    kept = tmp_path / "key"
    kept.write_bytes(b" a key " + end.encode())
    assert setting("COLLEGIATE_X", "", {"COLLEGIATE_X_FILE": str(kept)}) == " a key "


def test_a_file_that_cannot_be_read_is_said_in_words(tmp_path):
    with pytest.raises(SettingError, match=r"COLLEGIATE_X_FILE names .*absent, which cannot be read: No such file"):
        setting("COLLEGIATE_X", "", {"COLLEGIATE_X_FILE": str(tmp_path / "absent")})
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingError, match="not text"):
        setting("COLLEGIATE_X", "", {"COLLEGIATE_X_FILE": str(tmp_path / "bytes")})


def test_a_value_beside_a_file_is_refused_without_saying_the_value():
    with pytest.raises(SettingError, match="both set") as refused:
        setting("COLLEGIATE_X", "", {"COLLEGIATE_X": "secret words", "COLLEGIATE_X_FILE": "/somewhere"})
    assert "secret words" not in str(refused.value)


@pytest.mark.parametrize(("word", "meant"), [("1", True), ("Yes", True), ("on", True), ("no", False), ("", False)])
def test_a_switch_says_yes_or_no(word, meant):
    assert switched_on("COLLEGIATE_X", {"COLLEGIATE_X": word}) is meant


def test_a_switch_that_says_neither_is_refused():
    with pytest.raises(SettingError, match="neither yes nor no"):
        switched_on("COLLEGIATE_X", {"COLLEGIATE_X": "perhaps"})
