package main

import (
	"errors"
	"net"
	"testing"
	"time"
)

// calling is a listener whose connections come from addresses that the test names.
type calling struct {
	net.Listener
	from chan string
}

type namedConn struct {
	net.Conn
	from net.Addr
}

func (c namedConn) RemoteAddr() net.Addr { return c.from }

type named string

func (named) Network() string  { return "tcp" }
func (n named) String() string { return string(n) }

func (c calling) Accept() (net.Conn, error) {
	from, ok := <-c.from
	if !ok {
		return nil, net.ErrClosed
	}
	ours, theirs := net.Pipe()
	theirs.Close()
	return namedConn{ours, named(from)}, nil
}

func (c calling) Close() error { close(c.from); return nil }

func TestOneAddressHoldsOnlySoManyConnectionsAndGivesThemBack(t *testing.T) {
	inner := calling{from: make(chan string, 100)}
	l := LimitFlags{MaxConnections: 0, ConnectionsFromOne: 2}.limit(inner)
	accept := func(from ...string) net.Conn {
		t.Helper()
		for _, one := range from {
			inner.from <- one
		}
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if last := from[len(from)-1]; c.RemoteAddr().String() != last {
			t.Fatalf("taken from %s, expected %s", c.RemoteAddr(), last)
		}
		return c
	}
	first := accept("203.0.113.7:1")
	accept("203.0.113.7:2")
	accept("203.0.113.7:3", "203.0.113.8:1") // the third of one is turned away, another's is taken
	first.Close()
	first.Close() // gives back once
	accept("203.0.113.7:4")
	accept("203.0.113.7:5", "[2001:db8::1]:1")
	accept("[2001:db8::2]:1")
	accept("[2001:db8::3]:1", "[2001:db8:0:1::1]:1") // one /64 is one
	accept("[::ffff:203.0.113.7]:6", "127.0.0.1:1")
	accept("127.0.0.1:2")
	accept("127.0.0.1:3") // this machine has no limit
}

func TestInAllOnlySoManyConnectionsAreHeldAndClosingDoesNotWait(t *testing.T) {
	inner := calling{from: make(chan string, 100)}
	l := LimitFlags{MaxConnections: 1}.limit(inner)
	inner.from <- "127.0.0.1:1"
	inner.from <- "127.0.0.1:2"
	first, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	second := make(chan error, 2)
	go func() { _, err := l.Accept(); second <- err; _, err = l.Accept(); second <- err }()
	select {
	case <-second:
		t.Fatal("a second connection was taken while the first is held")
	case <-time.After(50 * time.Millisecond):
	}
	first.Close()
	if err := <-second; err != nil {
		t.Errorf("after the first was given back: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if err := <-second; !errors.Is(err, net.ErrClosed) {
		t.Errorf("while it waits for a slot and is closed: %v", err)
	}
}

func TestThoseWhoHaveConnectedAreTakenBeforeTheDoorIsClosed(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := LimitFlags{}.limit(inner)
	const callers = 50
	for range callers { // connected as far as they know; nobody has taken them yet
		caller, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer caller.Close()
	}
	taken, ended := 0, make(chan error)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				ended <- err
				return
			}
			taken++
			defer c.Close()
		}
	}()
	l.Leave()
	if _, err := net.Dial("tcp", inner.Addr().String()); err == nil {
		t.Error("the door is still open")
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, net.ErrClosed) || taken != callers {
		t.Errorf("%d of %d were taken, then %v", taken, callers, err)
	}
}
