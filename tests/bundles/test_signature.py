"""Signatures in the format of minisign: whose a bundle is, for those who have the public key by another way."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from building import run_here
from helpers import MINI, write

minisign = pytest.importorskip("minisign", reason="py-minisign is optional")

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a pair of keys, and a bundle with its signature in `dist`."""
    folder = tmp_path_factory.mktemp("signed")
    pair = minisign.KeyPair.generate()
    (folder / "key").write_bytes(bytes(pair.secret_key))
    (folder / "key.pub").write_bytes(bytes(pair.public_key))
    write(folder, MINI)
    done = run_here("bundle", folder, "--format", "zip", "--sign", folder / "key")
    assert done.returncode == 0, done.stderr
    assert len(list((folder / "dist").iterdir())) == 2
    return folder


def bundle_of(folder: Path) -> Path:
    (path,) = (folder / "dist").glob("*.zip")
    return path


def test_a_signature_is_checked_and_its_key_is_named(signed: Path) -> None:
    path, key = bundle_of(signed), minisign.PublicKey.from_file(signed / "key.pub")
    number = key._keynum_pk.key_id[::-1].hex().upper()
    for given in (signed / "key.pub", key.to_base64().decode()):
        done = run_here("verify", path, "--key", given)
        assert (done.returncode, done.stdout.splitlines()[-1].endswith(f". Signed with the key {number}.")) == (0, True), done.stdout
    done = run_here("verify", path)
    assert done.returncode == 0
    assert "Signed, which was not checked" in done.stdout


def test_another_key_another_file_and_no_signature_are_told(signed: Path, tmp_path: Path) -> None:
    path, key = bundle_of(signed), signed / "key.pub"
    other = minisign.KeyPair.generate().public_key.to_base64().decode()
    assert "it is not signed with this key" in (done := run_here("verify", path, "--key", other)).stdout
    assert done.returncode == 1
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    assert "it is not signed: there is no" in run_here("verify", copy, "--key", key).stdout
    signature = copy.with_name(f"{copy.name}.minisig")
    shutil.copy(path.with_name(signature.name), signature)
    copy.write_bytes(path.read_bytes() + b" ")
    assert "signature verification failed" in run_here("verify", copy, "--key", key).stdout
    signature.write_bytes(b"no signature")
    assert run_here("verify", copy, "--key", key).returncode == 1


def test_the_same_bundle_has_the_same_signature(signed: Path) -> None:
    signature = bundle_of(signed).with_name(f"{bundle_of(signed).name}.minisig")
    before = signature.read_bytes()
    assert run_here("bundle", signed, "--format", "zip", "--sign", signed / "key").returncode == 0
    assert signature.read_bytes() == before
    assert signature.name.removesuffix(".minisig").encode() in before


def test_keys_that_cannot_be_used_are_told_before_anything_is_built(tmp_path: Path) -> None:
    pair = minisign.KeyPair.generate()
    pair.secret_key.encrypt("word")
    write(tmp_path, {**MINI, "none": "no key"})
    (tmp_path / "locked").write_bytes(bytes(pair.secret_key))
    for name, said in (("none", "is not a secret key"), ("locked", "has a password")):
        done = run_here("bundle", tmp_path, "--sign", tmp_path / name)
        assert (done.returncode, (tmp_path / "site").exists()) == (2, False)
        assert said in done.stderr
    done = run_here("verify", tmp_path / "none", "--key", tmp_path / "none")
    assert done.returncode == 1, "there is nothing that could be signed"


def test_minisign_itself_reads_what_is_written(signed: Path) -> None:
    if shutil.which("minisign") is None:
        pytest.skip("there is no minisign")
    done = subprocess.run(["minisign", "-Vm", bundle_of(signed), "-p", signed / "key.pub"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"file:{bundle_of(signed).name}" in done.stdout
