package basemap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/maypok86/otter/v2"
)

// What a service may cost.
const (
	mostTileBytes = 2 << 20
	askTime       = 12 * time.Second
	dialTime      = 5 * time.Second
	askedAtOnce   = 12
	keptBytes     = 48 << 20
	keptFor       = 24 * time.Hour
	// A failure is remembered for so long, so that a service that is down is not asked for every tile of every screen.
	failedFor   = 30 * time.Second
	keptAnyhow  = 300 // bytes that an entry of the cache takes beside its tile
	agent       = "Cuntong basemap proxy"
	tiandituURL = "https://t0.tianditu.gov.cn"
)

// pictures are what a map can draw, and Go's own reader of kinds agrees with.
var pictures = []string{"image/png", "image/jpeg", "image/webp"}

// remote asks a service.
type remote struct {
	parts  []string // addresses with holes
	key    string
	host   string
	last   int // zoom that has tiles; 0: all have
	client *http.Client
	kept   *otter.Cache[place, kept]
	turn   chan struct{}
}

type place struct{ part, zoom, column, row int }

// kept is a tile or why there is none.
type kept struct {
	tile Tile
	err  error
}

// NewRemote returns the tiles of a service. The choice was checked, and key is its secret.
func NewRemote(c Choice, key string) (Source, error) {
	parts := []string{c.URL}
	if c.Kind == Tianditu {
		parts = tianditu(tiandituURL, c.Layer)
	}
	r, err := newRemote(parts, key, c.Private)
	if err != nil {
		return nil, err
	}
	r.last = c.Zoom()
	if c.Kind == XYZ && c.Datum == "gcj02" {
		return &shifted{r}, nil
	}
	return r, nil
}

// tianditu are the addresses of its map and of the names over it, in Web Mercator (_w), as its own manual writes them.
func tianditu(base, layer string) []string {
	names := []string{"vec", "cva"}
	if layer == "image" {
		names = []string{"img", "cia"}
	}
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = base + "/" + name + "_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=" + name + "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILECOL={x}&TILEROW={y}&TILEMATRIX={z}&tk={key}"
	}
	return parts
}

func newRemote(parts []string, key string, private bool) (*remote, error) {
	at, err := url.Parse(holes.ReplaceAllString(parts[0], "0"))
	if err != nil {
		return nil, fmt.Errorf("basemap: %w", err)
	}
	r := &remote{parts: parts, key: key, host: at.Host, turn: make(chan struct{}, askedAtOnce)}
	dialer := &net.Dialer{Timeout: dialTime, Control: func(_, address string, _ syscall.RawConn) error { return mayDial(address, private) }}
	r.client = &http.Client{
		Timeout: askTime,
		// Whoever is sent elsewhere has been given the wrong address; following would ask a host that nobody chose.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		// No proxy of the environment: the address that is dialled is the one that was chosen and looked at.
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: dialTime, ResponseHeaderTimeout: askTime, MaxIdleConnsPerHost: askedAtOnce, MaxResponseHeaderBytes: 32 << 10, ForceAttemptHTTP2: true},
	}
	r.kept, err = otter.New(&otter.Options[place, kept]{
		MaximumWeight: keptBytes,
		Weigher:       func(_ place, k kept) uint32 { return uint32(len(k.tile.Body) + keptAnyhow) },
		ExpiryCalculator: otter.ExpiryWritingFunc(func(entry otter.Entry[place, kept]) time.Duration {
			var failed *Failed
			if errors.As(entry.Value.err, &failed) {
				return failedFor
			}
			return keptFor
		}),
	})
	if err != nil {
		return nil, fmt.Errorf("basemap: cache: %w", err)
	}
	return r, nil
}

var errPrivate = errors.New("its address is a private one; an administrator may allow that in the settings")

// mayDial looks at the address that is really dialled, after every name was looked up, so that no name can lead inside.
func mayDial(address string, private bool) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	ip := at.Addr().Unmap().WithZone("")
	if ip.IsLinkLocalUnicast() || !private && (!ip.IsGlobalUnicast() || ip.IsPrivate() || inward(ip)) {
		return errPrivate
	}
	return nil
}

// inward are ranges that are no private ones by name but lead inside all the same: this network, carriers' own, tests, what is kept back, and IPv4
// behind IPv6 (compatible, NAT64, Teredo, 6to4), and sites' own.
func inward(ip netip.Addr) bool {
	return slices.ContainsFunc([]string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10",
	}, func(prefix string) bool { return netip.MustParsePrefix(prefix).Contains(ip) })
}

// Parts is how many tiles lie over each other at a place.
func (r *remote) Parts() int { return len(r.parts) }

// Tile returns a tile from memory, or asks for it. Many who want the same one at once ask once.
func (r *remote) Tile(ctx context.Context, part, zoom, column, row int) (Tile, error) {
	if r.last > 0 && zoom > r.last {
		return Tile{}, ErrAbsent
	}
	got, err := r.kept.Get(ctx, place{part, zoom, column, row}, otter.LoaderFunc[place, kept](func(ctx context.Context, at place) (kept, error) {
		// Others may wait for the same tile: that one of them leaves is no reason to give up.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askTime)
		defer cancel()
		tile, err := r.ask(ctx, at)
		return kept{tile, err}, nil
	}))
	if err != nil {
		return Tile{}, err
	}
	return got.tile, got.err
}

func (r *remote) address(at place) string {
	return holes.ReplaceAllStringFunc(r.parts[at.part], func(hole string) string {
		name := hole[1 : len(hole)-1]
		if plain, ok := same[name]; ok {
			name = plain
		}
		switch name {
		case "z":
			return strconv.Itoa(at.zoom)
		case "x":
			return strconv.Itoa(at.column)
		case "y":
			return strconv.Itoa(at.row)
		case "-y":
			return strconv.Itoa(1<<at.zoom - 1 - at.row)
		}
		return url.QueryEscape(r.key)
	})
}

func (r *remote) ask(ctx context.Context, at place) (Tile, error) {
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return Tile{}, &Failed{"too many tiles wait for it"}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.address(at), nil)
	if err != nil || request.URL.Host != r.host {
		return Tile{}, &Failed{"its address is none"}
	}
	request.Header.Set("User-Agent", agent)
	request.Header.Set("Accept", strings.Join(pictures, ", "))
	response, err := r.client.Do(request)
	if err != nil {
		return Tile{}, &Failed{reason(err)}
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode == http.StatusNotFound, response.StatusCode == http.StatusNoContent:
		return Tile{}, ErrAbsent
	case response.StatusCode >= 300 && response.StatusCode < 400:
		return Tile{}, &Failed{"it sends elsewhere; one host alone is asked"}
	case response.StatusCode == http.StatusUnauthorized, response.StatusCode == http.StatusForbidden:
		return Tile{}, &Failed{fmt.Sprintf("it refuses with status %d; look at the key", response.StatusCode)}
	case response.StatusCode != http.StatusOK:
		return Tile{}, &Failed{fmt.Sprintf("it answers with status %d", response.StatusCode)}
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, mostTileBytes+1))
	if err != nil {
		return Tile{}, &Failed{reason(err)}
	}
	if len(body) > mostTileBytes {
		return Tile{}, &Failed{fmt.Sprintf("a tile has more than %d bytes", mostTileBytes)}
	}
	said, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	kind := http.DetectContentType(body)
	if !slices.Contains(pictures, kind) || !strings.HasPrefix(said, "image/") {
		return Tile{}, &Failed{"it answers with something that is no PNG, JPEG or WebP picture"}
	}
	return Tile{body, kind}, nil
}

// reason says what went wrong on the way without telling the address, which may hold a key.
func reason(err error) string {
	var dns *net.DNSError
	switch {
	case errors.Is(err, errPrivate):
		return errPrivate.Error()
	case errors.As(err, &dns):
		return "its name is not known"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return "it does not answer in time"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there"
	}
	var network net.Error
	if errors.As(err, &network) && network.Timeout() {
		return "it does not answer in time"
	}
	return "the connection fails"
}
