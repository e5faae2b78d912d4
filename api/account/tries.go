package account

import (
	"maps"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Tries slows down who guesses: after some free tries each further one has to wait longer, until one succeeds or nothing
// was tried for a while. A try counts as failed from its beginning, so that many at once are not free. Safe for use by many goroutines.
type Tries struct {
	now   func() time.Time
	free  int
	mutex sync.Mutex
	known map[string]*tried
}

// tried is what is known of one name or address.
type tried struct {
	count int
	last  time.Time
}

// The growth of delays: 1 s after the free tries, twice as long after each further one, at most 15 minutes; forgotten after an hour.
const (
	firstDelay  = time.Second
	mostDelay   = 15 * time.Minute
	forgetAfter = time.Hour
	mostKnown   = 20_000 // about 2 MB
)

// NewTries starts with nothing known. Free tries cost nothing.
func NewTries(free int, now func() time.Time) *Tries {
	return &Tries{now: now, free: free, known: map[string]*tried{}}
}

// Begin counts a try, or says how long to wait before the next one, which then does not count.
func (t *Tries) Begin(key string) (wait time.Duration) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	now := t.now()
	one := t.known[key]
	if one == nil || now.Sub(one.last) >= forgetAfter {
		t.makeRoom(now)
		one = &tried{}
		t.known[key] = one
	}
	if wait := one.last.Add(delay(one.count - t.free)).Sub(now); one.count > 0 && wait > 0 {
		return wait
	}
	one.count, one.last = one.count+1, now
	return 0
}

// delay is how long to wait after so many tries beyond the free ones.
func delay(beyond int) time.Duration {
	if beyond < 0 {
		return 0
	}
	return min(firstDelay<<min(beyond, 10), mostDelay)
}

// Succeeded forgets what was counted.
func (t *Tries) Succeeded(key string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	delete(t.known, key)
}

// Forget forgets what was counted of all keys that begin alike.
func (t *Tries) Forget(prefix string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	maps.DeleteFunc(t.known, func(key string, _ *tried) bool { return strings.HasPrefix(key, prefix) })
}

// Uncount takes one try back, for keys that many share: one who knows a password must not clear the way for one who guesses.
func (t *Tries) Uncount(key string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if one := t.known[key]; one != nil && one.count > 0 {
		one.count--
	}
}

// makeRoom keeps memory bounded: what would be forgotten goes first, then the one that was tried the longest ago.
func (t *Tries) makeRoom(now time.Time) {
	if len(t.known) < mostKnown {
		return
	}
	oldest, at := "", now
	for key, one := range t.known {
		if now.Sub(one.last) >= forgetAfter {
			delete(t.known, key)
		} else if oldest == "" || one.last.Before(at) || one.last.Equal(at) && key < oldest {
			oldest, at = key, one.last
		}
	}
	if len(t.known) >= mostKnown {
		delete(t.known, oldest)
	}
}

// AddressKey names where a request comes from, as http.Request.RemoteAddr has it: the address, of IPv6 its network of
// 64 bits, which one customer has to himself.
func AddressKey(remote string) string {
	from, err := netip.ParseAddrPort(remote)
	if err != nil {
		return "unknown"
	}
	address := from.Addr().Unmap()
	if address.Is4() {
		return address.String()
	}
	network, err := address.WithZone("").Prefix(64)
	if err != nil {
		return "unknown"
	}
	return network.String()
}
