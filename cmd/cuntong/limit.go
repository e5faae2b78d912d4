package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"time"
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
func (f LimitFlags) limit(listener net.Listener) *limitedListener {
	l := &limitedListener{Listener: listener, fromOne: f.ConnectionsFromOne, held: map[netip.Prefix]int{}, closed: make(chan struct{}), quiet: make(chan struct{})}
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
	leaving atomic.Bool
	quiet   chan struct{} // closed when nobody waits any more, after Leave

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
		if l.leaving.Load() {
			l.lastCall()
		}
		connection, err := l.Listener.Accept()
		if l.leaving.Load() && errors.Is(err, os.ErrDeadlineExceeded) {
			_ = l.Listener.Close() // from here on connections are refused
			close(l.quiet)
			<-l.closed
			err = net.ErrClosed
		}
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

// lastCalls is how long nobody must have come for the door to be closed, and lastCallMost how long it stays open whoever comes.
const (
	lastCalls    = 20 * time.Millisecond
	lastCallMost = time.Second
)

// lastCall lets the next Accept wait only shortly.
func (l *limitedListener) lastCall() {
	if d, ok := l.Listener.(interface{ SetDeadline(time.Time) error }); ok {
		_ = d.SetDeadline(time.Now().Add(lastCalls)) // without one Leave gives up waiting
	}
}

// Leave takes those who have connected and wait to be taken, whom closing would cut off, and then takes no more. Close
// must follow.
func (l *limitedListener) Leave() {
	l.leaving.Store(true)
	l.lastCall()
	select {
	case <-l.quiet:
	case <-time.After(lastCallMost):
	}
}

// Close ends the listener, also while it waits for a slot.
func (l *limitedListener) Close() error {
	l.closing.Do(func() { close(l.closed) })
	if err := l.Listener.Close(); err != nil && !(l.leaving.Load() && errors.Is(err, net.ErrClosed)) {
		return err
	}
	return nil
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
