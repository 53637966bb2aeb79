# Two stages: the first installs into a virtual environment, the second keeps only that.
ARG PYTHON_IMAGE=python:3.11.15-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
# The build asks this index too, for the CPU build of torch: the one on PyPI for Linux brings
# gigabytes of CUDA. Give it empty (--build-arg TORCH_INDEX=) where your own index has CPU builds.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/intramuros
ENV PATH=/opt/intramuros/bin:$PATH
WORKDIR /src
COPY constraints.txt ./
RUN pip install --constraint constraints.txt ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} torch
COPY LICENSE README.md pyproject.toml ./
COPY assistant assistant
COPY ingest ingest
COPY storage storage
COPY ui ui
RUN pip install --constraint constraints.txt .

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="Intramuros" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN apt-get update \
 && apt-get install --yes --no-install-recommends tesseract-ocr tesseract-ocr-eng tesseract-ocr-fra \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin intramuros \
 && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/intramuros /opt/intramuros
# The root filesystem may be read-only: data go to /data, everything short-lived to /tmp.
ENV PATH=/opt/intramuros/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ASSISTANT_HOME=/data \
    ASSISTANT_HOST=0.0.0.0 \
    ASSISTANT_PORT=7860
USER 10001:10001
WORKDIR /tmp
VOLUME /data
EXPOSE 7860
# No curl in the image, and no proxy asked on the way to ourselves.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", \
  "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['ASSISTANT_PORT'] + '/readyz', timeout=4)"]
ENTRYPOINT ["assistant"]
CMD ["serve"]
