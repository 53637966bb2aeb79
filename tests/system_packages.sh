#!/bin/sh
# The tests drive a real browser and a real OCR engine. As root this installs them from the
# system's packages; otherwise it says exactly what is missing and fails. What some tests use
# besides (kills at chosen calls, other readers of PDFs and Office files to compare with) is installed as root;
# otherwise those tests are skipped aloud, unless INTRAMUROS_TEST_TOOLS_REQUIRED=1.
set -eu

missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v tesseract >/dev/null 2>&1 || missing="$missing tesseract-ocr"
if command -v tesseract >/dev/null 2>&1; then
  tesseract --list-langs 2>/dev/null | grep -qx fra || missing="$missing tesseract-ocr-fra"
else
  missing="$missing tesseract-ocr-fra"
fi
optional=""  # with their reasons in tests/required_tools.py
command -v strace >/dev/null 2>&1 || optional="$optional strace"
command -v prlimit >/dev/null 2>&1 || optional="$optional util-linux"
command -v pdftotext >/dev/null 2>&1 || optional="$optional poppler-utils"
command -v soffice >/dev/null 2>&1 ||
  optional="$optional libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui"
[ "${INTRAMUROS_TEST_TOOLS_REQUIRED:-}" = 1 ] && missing="$missing$optional" && optional=""
[ -z "$missing$optional" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing$missing$optional ..."
  install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null; }
  apt-get update -qq || [ -z "$missing" ]
  # shellcheck disable=SC2086 # lists of package names, below too
  [ -z "$missing" ] || install $missing
  # shellcheck disable=SC2086
  [ -z "$optional" ] || install $optional || echo "Some tests are skipped without:$optional" >&2
  exit 0
fi

if [ -z "$missing" ]; then
  echo "Some tests are skipped without:$optional" >&2
  exit 0
fi
echo "The tests need these system packages:$missing" >&2
echo "Install them, for example: sudo apt-get install$missing" >&2
exit 1
