"""A name server on loopback that knows what it is told, over UDP and TCP."""

from __future__ import annotations

import socketserver
import struct
import threading
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

MOST_OF_UDP = 512
"""Octets; what is longer is asked for again over TCP (RFC 1035, section 4.2.1)."""


class Zone:
    """Names with their records, by kind; what was asked is kept."""

    def __init__(self, records, rcode=None):
        self.records, self.rcode, self.asked = records, rcode, []

    def reply(self, wire, most):
        """The answer to a question, cut when it is too long."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        answer = dns.message.make_response(query)
        if self.rcode is not None:
            answer.set_rcode(self.rcode)
            return answer.to_wire()
        if name not in self.records:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif kind in self.records[name]:
            kept = dns.rrset.from_text_list(question.name, 60, dns.rdataclass.IN, kind, self.records[name][kind])
            answer.answer.append(kept)
        if len(answer.to_wire()) > most:
            answer = dns.message.make_response(query)
            answer.flags |= dns.flags.TC
        return answer.to_wire()


def _on_one_port(datagram, stream):
    """A server each for UDP and TCP; a port that is free for the one may be taken for the other."""
    for _ in range(20):
        udp = socketserver.UDPServer(("127.0.0.1", 0), datagram)
        try:
            return udp, socketserver.TCPServer(udp.server_address, stream)
        except OSError:
            udp.server_close()
    raise OSError("no port is free for both")


@contextmanager
def name_server(records, rcode=None):
    """Serves while it is open; gives its zone, and the address with the port."""
    zone = Zone(records, rcode)

    class Datagram(socketserver.BaseRequestHandler):
        def handle(self):
            wire, sock = self.request
            sock.sendto(zone.reply(wire, MOST_OF_UDP), self.client_address)

    class Stream(socketserver.BaseRequestHandler):
        def handle(self):
            (length,) = struct.unpack("!H", self.request.recv(2, socketserver.socket.MSG_WAITALL))
            wire = self.request.recv(length, socketserver.socket.MSG_WAITALL)
            reply = zone.reply(wire, 65_535)
            self.request.sendall(struct.pack("!H", len(reply)) + reply)

    udp, tcp = _on_one_port(Datagram, Stream)
    with udp, tcp:
        for server in (udp, tcp):
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield zone, "{}:{}".format(*udp.server_address)
        for server in (udp, tcp):
            server.shutdown()
