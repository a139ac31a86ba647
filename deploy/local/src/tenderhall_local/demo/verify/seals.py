"""Is the published PDF sealed? Two programs that know nothing of the platform are asked."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext


def by_pyhanko(pdf: Path, root: Path) -> tuple[bool, str]:
    """由 pyHanko 验证: one signature, intact, valid, trusted, covering the whole file."""
    try:
        with pdf.open("rb") as body:
            signatures = PdfFileReader(body).embedded_signatures
            if len(signatures) != 1:
                return False, f"{len(signatures)} signatures"
            return _one(signatures[0], root)
    except Exception as fault:  # noqa: BLE001 — a damaged file fails in many ways; all are refusals
        return False, repr(fault)


def _one(signature: EmbeddedPdfSignature, root: Path) -> tuple[bool, str]:
    _, _, der = pem.unarmor(root.read_bytes())
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der)],
        allow_fetching=True,
        revocation_mode="hard-fail",
    )
    status = validate_pdf_signature(signature, signer_validation_context=context)
    coverage = status.coverage.name if status.coverage else "none"
    seen = (
        f"intact={status.intact} valid={status.valid} trusted={status.trusted} "
        f"coverage={coverage} signer={status.signing_cert.subject.human_friendly}"
    )
    return status.bottom_line and coverage == "ENTIRE_FILE", seen


def by_pdfsig(pdf: Path, root: Path) -> tuple[bool, str]:
    """由 poppler 的 pdfsig 验证, which trusts the test root and nothing else."""
    with TemporaryDirectory() as folder:
        store = f"sql:{folder}"
        for words in (
            ["certutil", "-N", "-d", store, "--empty-password"],
            ["certutil", "-A", "-d", store, "-n", "root", "-t", "CT,C,C", "-i", str(root)],
        ):
            subprocess.run(words, check=True, capture_output=True)
        words = ["pdfsig", "-nssdir", store, str(pdf)]
        seen = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    good = "Signature is Valid." in seen and "Certificate is Trusted." in seen
    return good and "Total document signed" in seen, " | ".join(seen.split("\n")[1:])


def spoil(pdf: Path, copy: Path) -> None:
    """改动一个字节 of the signed content, inside the first page's bytes rather than in padding."""
    body = bytearray(pdf.read_bytes())
    place = body.index(b"stream\n") + len(b"stream\n") + 10
    body[place] ^= 0x01
    copy.write_bytes(body)
