package main

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
)

// LimitFlags bound how many connections are held.
type LimitFlags struct {
	MaxConnections     int `default:"2000" help:"Connections held at once in all; further ones wait to be taken. 0: no limit."`
	ConnectionsFromOne int `default:"100" help:"Connections held at once from one address (IPv6: one /64); further ones are closed. This machine, where a proxy may stand, has no such limit. 0: no limit."`
}

func (f LimitFlags) check() error {
	if f.MaxConnections < 0 || f.ConnectionsFromOne < 0 {
		return fmt.Errorf("--max-connections %d and --connections-from-one %d must not be negative", f.MaxConnections, f.ConnectionsFromOne)
	}
	return nil
}

// limit bounds the connections of a listener.
func (f LimitFlags) limit(listener net.Listener) net.Listener {
	l := &limitedListener{Listener: listener, fromOne: f.ConnectionsFromOne, held: map[netip.Prefix]int{}, closed: make(chan struct{})}
	if f.MaxConnections > 0 {
		l.slots = make(chan struct{}, f.MaxConnections)
	}
	return l
}

// limitedListener takes connections while there are slots, and from one address only so many.
type limitedListener struct {
	net.Listener
	slots   chan struct{} // nil: no limit in all
	fromOne int           // 0: no limit for one
	closing sync.Once
	closed  chan struct{}

	mutex sync.Mutex
	held  map[netip.Prefix]int
}

// Accept returns the next connection that is within the limits.
func (l *limitedListener) Accept() (net.Conn, error) {
	if l.slots != nil {
		select {
		case l.slots <- struct{}{}:
		case <-l.closed:
			return nil, net.ErrClosed
		}
	}
	for {
		connection, err := l.Listener.Accept()
		if err != nil {
			l.release(netip.Prefix{})
			return nil, err
		}
		from := neighbourhood(connection.RemoteAddr())
		if l.admit(from) {
			return &limitedConn{Conn: connection, release: func() { l.release(from) }}, nil
		}
		_ = connection.Close() // nothing was promised to it
	}
}

// Close ends the listener, also while it waits for a slot.
func (l *limitedListener) Close() error {
	l.closing.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

func (l *limitedListener) admit(from netip.Prefix) bool {
	if l.fromOne == 0 || !from.IsValid() {
		return true
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.held[from] >= l.fromOne {
		return false
	}
	l.held[from]++
	return true
}

func (l *limitedListener) release(from netip.Prefix) {
	if l.slots != nil {
		<-l.slots
	}
	if l.fromOne == 0 || !from.IsValid() {
		return
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.held[from]--; l.held[from] <= 0 {
		delete(l.held, from)
	}
}

// neighbourhood is what counts as one address: an IPv4 address, or the /64 that one IPv6 line has; invalid for this
// machine and for what is no IP address.
func neighbourhood(address net.Addr) netip.Prefix {
	parsed, err := netip.ParseAddrPort(address.String())
	if err != nil {
		return netip.Prefix{}
	}
	ip := parsed.Addr().Unmap().WithZone("")
	if ip.IsLoopback() {
		return netip.Prefix{}
	}
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}

// limitedConn gives its place back once.
type limitedConn struct {
	net.Conn
	once    sync.Once
	release func()
}

// Close closes the connection and gives its place back.
func (c *limitedConn) Close() error {
	c.once.Do(c.release)
	return c.Conn.Close()
}
