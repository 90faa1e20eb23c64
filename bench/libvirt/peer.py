"""Python's libvirt binding as a peer: reads one JSON request a line, answers with the milliseconds it took."""

import json
import sys
import time

import libvirt

connections = {}


def connection(uri):
    if uri not in connections:
        connections[uri] = libvirt.open(uri)
    return connections[uri]


def domain_xml(name):
    return f"<domain type='test'><name>{name}</name><memory>1024</memory><os><type>hvm</type></os></domain>"


def list_domains(uri, **_):
    connection(uri).listAllDomains()


def stats(uri, **_):
    connection(uri).getAllDomainStats()


def define(uri, count, **_):
    for index in range(count):
        connection(uri).defineXML(domain_xml(f"peer-{index}")).undefine()


def volume(uri, pool, name):
    return connection(uri).storagePoolLookupByName(pool).storageVolLookupByName(name)


def download(uri, pool, name, **_):
    stream = connection(uri).newStream(0)
    volume(uri, pool, name).download(stream, 0, 0, 0)
    while stream.recv(262120):
        pass
    stream.finish()


def upload(uri, pool, name, source, **_):
    stream = connection(uri).newStream(0)
    volume(uri, pool, name).upload(stream, 0, 0, 0)
    with open(source, "rb") as file:
        stream.sendAll(lambda _stream, size, _opaque: file.read(size), None)
    stream.finish()


def console(uri, domain, command, size, **_):
    stream = connection(uri).newStream(0)
    connection(uri).lookupByName(domain).openConsole(None, stream, 0)
    stream.send(command.encode())
    seen = 0
    started = None
    while seen < size:
        seen += stream.recv(65536).count(b"~")
        if started is None and seen > 0:
            started = time.perf_counter()
    finished = time.perf_counter()
    stream.abort()
    return (finished - started) * 1000


OPERATIONS = {
    "list": list_domains,
    "stats": stats,
    "define": define,
    "download": download,
    "upload": upload,
    "console": console,
}

for line in sys.stdin:
    request = json.loads(line)
    begun = time.perf_counter()
    measured = OPERATIONS[request["operation"]](**request)
    whole = (time.perf_counter() - begun) * 1000
    print(json.dumps({"milliseconds": whole if measured is None else measured}), flush=True)
