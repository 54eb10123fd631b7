"""Documentation of the module; the action plugin of the same name does the work."""

DOCUMENTATION = r"""
module: network
short_description: Declare what a libvirt network is
version_added: 0.1.0
description:
  - Brings a libvirt network to the declared state, running and persistent. What is not given stays as it is, its uuid, metadata and reservations too.
  - A network that is not there is made, from I(ipv4), I(ipv6), or I(forward=none).
  - What can change while the network runs does. The rest is told in C(restart_required), or done by a restart that plugs the guests in again (I(restart)).
author:
  - the libvirt-idem authors (!UNKNOWN)
extends_documentation_fragment:
  - libvirt_idem.libvirt.common
  - libvirt_idem.libvirt.common.changes
options:
  name:
    description: The network. Needed, unless I(xml) names it.
    type: str
  state:
    description:
      - C(present) is defined, C(active) running too, C(inactive) defined and not running, C(absent) gone, with its lines in C(/etc/hosts).
    type: str
    choices: [present, active, inactive, absent]
    default: present
  autostart:
    description: Whether it is started with libvirt.
    type: bool
  forward:
    description: How it reaches the world. C(none) is an isolated network.
    type: str
    choices: [nat, route, open, none]
  forward_dev:
    description: Only by this interface (C(nat), C(route)). An empty text clears it.
    type: str
  nat_ipv6:
    description: Masquerade IPv6 too.
    type: bool
  bridge:
    description: The bridge's name; libvirt would choose C(virbr0), C(virbr1) and so on.
    type: str
  stp:
    description: Whether the bridge speaks the spanning tree protocol.
    type: bool
  delay:
    description: The bridge's forward delay in seconds.
    type: int
  mtu:
    description: The bridge's MTU.
    type: int
  mac:
    description: The bridge's MAC address. Put it in quotes.
    type: str
  zone:
    description: The firewalld zone of the bridge.
    type: str
  domain:
    description: The DNS domain of the guests.
    type: str
  domain_local_only:
    description: Whether names under the domain are never asked for upstream.
    type: bool
  ipv4:
    description: The bridge's address and its prefix, such as C(192.168.122.1/24). A list has several.
    type: list
    elements: str
  ipv6:
    description: The same for IPv6. Without a range guests configure themselves (SLAAC, prefix 64).
    type: list
    elements: str
  dhcp_ranges:
    description: All ranges of the network, each as C(192.168.122.2-192.168.122.254). An empty list means none.
    type: list
    elements: str
  lease_time:
    description: Of the ranges. C(30m), C(12h), C(7d) or C(infinite). C(default) clears it.
    type: str
  dns_hosts:
    description: Addresses that dnsmasq answers for names. The whole list, when given; so are the next ones.
    type: list
    elements: dict
    suboptions:
      ip:
        description: The address.
        type: str
        required: true
      names:
        description: Its names.
        type: list
        elements: str
        required: true
  dns_srv:
    description: SRV records.
    type: list
    elements: dict
    suboptions:
      service:
        description: The service, such as C(ldap).
        type: str
        required: true
      protocol:
        description: The protocol, such as C(tcp).
        type: str
        required: true
      domain:
        description: The domain that the record is in.
        type: str
      target:
        description: The host that serves.
        type: str
      port:
        description: Its port.
        type: int
      priority:
        description: Lower is asked first.
        type: int
      weight:
        description: Share among those of one priority.
        type: int
  dns_txt:
    description: TXT records.
    type: list
    elements: dict
    suboptions:
      name:
        description: The name.
        type: str
        required: true
      value:
        description: The text, without quotes around it; dnsmasq serves it byte for byte.
        type: str
        required: true
  dns_forwarders:
    description: Whom dnsmasq asks.
    type: list
    elements: dict
    suboptions:
      addr:
        description: A name server's address.
        type: str
      domain:
        description: Only for names under this domain.
        type: str
  routes:
    description: Networks that are reached by a guest.
    type: list
    elements: dict
    suboptions:
      address:
        description: The network's address.
        type: str
        required: true
      prefix:
        description: Its prefix.
        type: int
        required: true
      gateway:
        description: The guest's address.
        type: str
        required: true
      metric:
        description: The route's metric.
        type: int
  tftp_root:
    description: The folder that TFTP serves. An empty text clears it.
    type: str
  bootp_file:
    description: The file that guests boot from. An empty text clears it.
    type: str
  bootp_server:
    description: The server that they get it from.
    type: str
  dnsmasq_options:
    description: Lines for dnsmasq's conf, the whole list.
    type: list
    elements: str
  xml:
    description:
      - A whole C(<network>) document instead of all these. Text that begins with C(<), or else the path of a file on the controller, found as
        M(ansible.builtin.copy) finds its I(src).
      - With I(remote_src=true), a path on the target.
    type: str
  remote_src:
    description: I(xml) lies on the target.
    type: bool
    default: false
  restart:
    description: Whether a running network may be stopped and started for what cannot change while it runs.
    type: str
    choices: [never, if_needed]
    default: never
  force:
    description: Allow what would lose something, such as reservations, SLAAC, or hosts behind an overlapping route.
    type: bool
    default: false
  apply:
    description: With a daemon C(api), or C(quiet), which leaves the running network as it is. C(files) is how it goes where no daemon runs.
    type: str
    choices: [auto, api, reload, quiet, files]
    default: auto
"""

EXAMPLES = r"""
- name: NAT for IPv4, routed IPv6, running, and started with libvirt
  libvirt_idem.libvirt.network:
    name: lab
    state: active
    autostart: true
    forward: nat
    domain: lab.example.net
    ipv4: 10.20.0.1/24
    dhcp_ranges: 10.20.0.100-10.20.0.199
    ipv6: 2001:db8:20::1/64

- name: A document from files/
  libvirt_idem.libvirt.network:
    xml: lab.xml
"""

RETURN = r"""
network:
  description: The network.
  returned: success
  type: str
  sample: lab
changes:
  description: Each part that changed, with C(action), C(what), C(before), C(after).
  returned: changed
  type: list
  elements: dict
guests:
  description: Who is plugged in, where a restart is needed or was done.
  returned: success
  type: list
  elements: dict
files:
  description: The files that were written.
  returned: changed
  type: list
  elements: dict
applied:
  description: How the change got in, C(none), C(files), C(api) or C(quiet).
  returned: success
  type: str
effects:
  description: What it cost.
  returned: changed
  type: dict
restart_required:
  description: Whether the running network, or its dnsmasq, differs until it is restarted; C(restart_reasons) say why.
  returned: success
  type: bool
errors:
  description: Every problem, with C(code), C(msg), C(field), C(value), C(index).
  returned: failure
  type: list
  elements: dict
"""
