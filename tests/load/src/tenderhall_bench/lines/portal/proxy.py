"""代理 nginx with the configuration that production has, and nginx alone with the same bytes."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tenderhall_local.processes import until

TEMPLATE = Path(__file__).parents[6] / "deploy/proxy/nginx.conf.template"
NGINX = "/usr/sbin/nginx"
OWN = {"date", "server", "content-length", "content-type", "connection", "etag", "x-request-id"}
"""Headers that nginx makes itself, and one that it takes away."""
FILES = """server {
    listen ${LISTEN};
    root ${ROOT};
    default_type text/html;
${HEADERS}}
"""
"""Nothing but files: what nothing can be quicker than on this machine."""
MAIN = """user root; # whose files these are; ignored where the bench is somebody else's
daemon off;
worker_processes 1;
pid ${FOLDER}/nginx.pid;
error_log ${FOLDER}/error.log;
events { worker_connections 1024; }
http {
    include /etc/nginx/mime.types;
    access_log off;
    sendfile on;
    keepalive_requests 1000000;
    client_body_temp_path ${FOLDER}/body;
    proxy_temp_path ${FOLDER}/proxy;
    fastcgi_temp_path ${FOLDER}/fastcgi;
    uwsgi_temp_path ${FOLDER}/uwsgi;
    scgi_temp_path ${FOLDER}/scgi;
${SERVER}}
"""


def headers(told: Mapping[str, str]) -> str:
    """响应头 as the platform sends them, for the files too: an answer of as many bytes."""
    kept = {name: value for name, value in told.items() if name not in OWN}
    return "".join(f'    add_header {name} "{value}";\n' for name, value in kept.items())


def proxy() -> str:
    """代理配置 as it is shipped."""
    return TEMPLATE.read_text()


@contextmanager
def nginx(server: str, folder: Path, **told: str) -> Iterator[None]:
    """运行 one worker with this server, until the end of the block.

    Raises:
        AssertionError: it did not start; with its own words.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = MAIN.replace("${SERVER}", server)
    for name, value in {**told, "FOLDER": str(folder)}.items():
        text = text.replace(f"${{{name}}}", value)
    (folder / "nginx.conf").write_text(text)
    words = [NGINX, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", "stderr"]
    running = subprocess.Popen(words, stderr=(folder / "stderr").open("wb"))
    try:
        if not until((folder / "nginx.pid").exists, 10):
            raise AssertionError((folder / "stderr").read_text())
        yield
    finally:
        running.terminate()
        running.wait(15)
