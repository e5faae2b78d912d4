package basemap

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// picture is a tile of one colour.
func picture(t *testing.T, c color.Color) []byte {
	t.Helper()
	canvas := image.NewRGBA(image.Rect(0, 0, 256, 256))
	for x := range 256 {
		for y := range 256 {
			canvas.Set(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, canvas); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// service answers as it is told and returns the source of a template below its address.
func service(t *testing.T, c Choice, key string, answer http.HandlerFunc) Source {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	c.Kind, c.URL = XYZ, server.URL+c.URL
	source, err := NewRemote(c, key)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestChoicesThatCannotBeAreRefusedWithTheField(t *testing.T) {
	good := Choice{Kind: XYZ, URL: "https://tiles.example.org/{z}/{x}/{y}.png?tk={key}", Attribution: "© 某测绘院"}
	if err := good.Check(true, false); err != nil {
		t.Error(err)
	}
	with := func(change func(*Choice)) Choice { c := good; change(&c); return c }
	for name, c := range map[string]struct {
		choice     Choice
		key, file  bool
		field, has string
	}{
		"nothing known":       {with(func(c *Choice) { c.Kind = "wms" }), true, false, "kind", "none"},
		"no file":             {Choice{Kind: File}, true, false, "kind", "--basemap"},
		"no key of tianditu":  {Choice{Kind: Tianditu}, false, false, "key", "tk"},
		"no row":              {with(func(c *Choice) { c.URL = "https://a/{z}/{x}" }), true, false, "url", "{y}"},
		"rows twice":          {with(func(c *Choice) { c.URL = "https://a/{z}/{x}/{y}/{-y}" }), true, false, "url", "{y}"},
		"many hosts":          {with(func(c *Choice) { c.URL = "https://{s}.a/{z}/{x}/{y}" }), true, false, "url", "{s}"},
		"a hole in the host":  {with(func(c *Choice) { c.URL = "https://{x}.a/{z}/{x}/{y}" }), true, false, "url", "host"},
		"a file of this disk": {with(func(c *Choice) { c.URL = "file:///{z}/{x}/{y}" }), true, false, "url", "https://"},
		"a password":          {with(func(c *Choice) { c.URL = "https://a:b@c/{z}/{x}/{y}" }), true, false, "url", "password"},
		"no key for its hole": {good, false, false, "key", "{key}"},
		"nobody made it":      {with(func(c *Choice) { c.Attribution = " " }), true, false, "attribution", "shown"},
		"shifted by law":      {with(func(c *Choice) { c.Datum = "gcj02" }), true, false, "shift", "整体纠偏"},
	} {
		var wrong *Wrong
		if err := c.choice.Check(c.key, c.file); !errors.As(err, &wrong) || wrong.Field != c.field || !strings.Contains(wrong.Expected, c.has) {
			t.Errorf("%s: %v, want %s … %s …", name, err, c.field, c.has)
		}
	}
	for name, c := range map[string]Choice{
		"rows from the south": with(func(c *Choice) { c.URL = "http://a/{z}/{x}/{-y}" }), "as WMTS": with(func(c *Choice) { c.URL = "https://a/?m={TileMatrix}&c={TileCol}&r={TileRow}" }),
		"moved": with(func(c *Choice) { c.Datum, c.Shift = "gcj02", true }), "none": {Kind: None}, "tianditu": {Kind: Tianditu}, "file": {Kind: File},
	} {
		if err := c.Check(true, true); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestATileIsAskedForOnceAndKept(t *testing.T) {
	var asked atomic.Int64
	body := picture(t, color.Black)
	source := service(t, Choice{URL: "/t/{z}/{x}/{-y}?k={key}", Private: true}, "a key&", func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path != "/t/3/5/6" || r.URL.Query().Get("k") != "a key&" {
			t.Errorf("asked for %s", r.URL)
		}
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(body)
	})
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			tile, err := source.Tile(context.Background(), 0, 3, 5, 1)
			if err != nil || tile.Type != "image/png" || !bytes.Equal(tile.Body, body) {
				t.Errorf("%d bytes of %s, %v", len(tile.Body), tile.Type, err)
			}
		})
	}
	group.Wait()
	if asked.Load() != 1 {
		t.Errorf("asked %d times, want once", asked.Load())
	}
}

func TestWhatIsNoTileIsToldWithoutAddressAndKey(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a host that nobody chose was asked") }))
	defer elsewhere.Close()
	for name, c := range map[string]struct {
		why    string
		answer http.HandlerFunc
	}{
		"a page": {"no PNG", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>log in"))
		}},
		"a page as png": {"no PNG", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			_, _ = w.Write([]byte("<html>log in"))
		}},
		"a drawing": {"no PNG", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/svg+xml")
			_, _ = w.Write([]byte("<svg/>"))
		}},
		"a refusal":       {"look at the key", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }},
		"an error":        {"status 500", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }},
		"a way elsewhere": {"elsewhere", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) }},
		"too much": {"more than", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			_, _ = w.Write(append(picture(t, color.White), make([]byte, mostTileBytes)...))
		}},
		"a broken promise": {"fails", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("x"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			source := service(t, Choice{URL: "/{z}/{x}/{y}?tk={key}", Private: true}, "very-secret", c.answer)
			_, err := source.Tile(context.Background(), 0, 1, 1, 1)
			var failed *Failed
			if !errors.As(err, &failed) || !strings.Contains(failed.Why, c.why) {
				t.Fatalf("%v, want one that says %q", err, c.why)
			}
			if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "127.0.0.1") {
				t.Errorf("%v tells the key or the address", err)
			}
		})
	}
	for _, status := range []int{http.StatusNotFound, http.StatusNoContent} {
		source := service(t, Choice{URL: "/{z}/{x}/{y}", Private: true}, "", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		if _, err := source.Tile(context.Background(), 0, 1, 1, 1); !errors.Is(err, ErrAbsent) {
			t.Errorf("status %d: %v, want that it is absent", status, err)
		}
	}
}

func TestNobodyIsAskedForTilesBeyondTheLastZoom(t *testing.T) {
	source := service(t, Choice{URL: "/{z}/{x}/{y}", Private: true, MaxZoom: 5}, "", func(http.ResponseWriter, *http.Request) { t.Error("it was asked") })
	if _, err := source.Tile(context.Background(), 0, 6, 1, 1); !errors.Is(err, ErrAbsent) {
		t.Error(err)
	}
}

func TestAServiceThatIsDownIsNotAskedForEveryTile(t *testing.T) {
	var asked atomic.Int64
	source := service(t, Choice{URL: "/{z}/{x}/{y}", Private: true}, "", func(w http.ResponseWriter, _ *http.Request) { asked.Add(1); w.WriteHeader(http.StatusBadGateway) })
	for range 5 {
		_, _ = source.Tile(context.Background(), 0, 1, 1, 1)
	}
	if asked.Load() != 1 {
		t.Errorf("asked %d times for a tile that failed", asked.Load())
	}
}

func TestPrivateAddressesAreDialledOnlyWhereThatIsAllowed(t *testing.T) {
	for address, public := range map[string]bool{
		"8.8.8.8:443": true, "[2400:3200::1]:443": true, "127.0.0.1:80": false, "10.1.2.3:80": false, "172.16.0.1:80": false, "192.168.1.1:80": false, "169.254.169.254:80": false, "100.64.0.1:80": false,
		"0.0.0.0:80": false, "[::1]:80": false, "[fd00::1]:80": false, "[fe80::1]:80": false, "[::ffff:10.0.0.1]:80": false, "[64:ff9b::a00:1]:80": false, "255.255.255.255:80": false, "224.0.0.1:80": false, "nonsense": false,
		"0.1.2.3:80": false, "240.0.0.1:80": false, "[::10.0.0.1]:80": false, "[64:ff9b:1::a00:1]:80": false, "[2002:a00:1::1]:80": false, "[2001:0:a00:1::1]:80": false, "[fec0::1]:80": false, "[64:ff9b::a00:1%eth0]:80": false,
	} {
		if err := mayDial(address, false); (err == nil) != public {
			t.Errorf("%s: %v, public %v", address, err, public)
		}
	}
	if err := mayDial("192.168.1.1:80", true); err != nil {
		t.Error(err)
	}
	if err := mayDial("169.254.169.254:80", true); err == nil {
		t.Error("what clouds tell their machines is nobody's office")
	}
	source := service(t, Choice{URL: "/{z}/{x}/{y}"}, "", func(http.ResponseWriter, *http.Request) { t.Error("this machine itself was asked") })
	var failed *Failed
	if _, err := source.Tile(context.Background(), 0, 1, 1, 1); !errors.As(err, &failed) || !strings.Contains(failed.Why, "private") {
		t.Errorf("%v, want that it says why", err)
	}
}

func TestTiandituIsAskedForItsMapAndItsNames(t *testing.T) {
	got := tianditu("https://t0.tianditu.gov.cn", "")
	if len(got) != 2 || !strings.HasPrefix(got[0], "https://t0.tianditu.gov.cn/vec_w/wmts?") || !strings.Contains(got[1], "LAYER=cva") || !strings.Contains(tianditu("", "image")[1], "/cia_w/") {
		t.Errorf("%v", got)
	}
	r, err := newRemote(got, "KEY", false)
	if err != nil {
		t.Fatal(err)
	}
	want := "https://t0.tianditu.gov.cn/cva_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=cva&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILECOL=13&TILEROW=6&TILEMATRIX=4&tk=KEY"
	if address := r.address(place{1, 4, 13, 6}); address != want {
		t.Errorf("%s\nwant %s", address, want)
	}
}

// pixelOf is where a place is drawn at a zoom, in pixels from the corner of the world.
func pixelOf(p orb.Point, zoom int) (x, y float64) {
	side := float64(int(256) << zoom)
	return (p.Lon() + 180) / 360 * side, (1 - math.Asinh(math.Tan(p.Lat()*math.Pi/180))/math.Pi) / 2 * side
}

// A service draws one red dot where GCJ-02 puts a village. Moved, the dot lies where WGS 84 has it, wherever in the tile that is.
func TestTilesInGCJ02AreMovedUnderTheRecords(t *testing.T) {
	for _, zoom := range []int{10, 13, 16} {
		for i := range 15 {
			village := orb.Point{118.6747 + float64(i)*0.0031, 37.4346 - float64(i)*0.0017}
			moved, err := geo.GCJ02.FromWGS84(village)
			if err != nil {
				t.Fatal(err)
			}
			redX, redY := pixelOf(moved, zoom)
			source := service(t, Choice{URL: "/{z}/{x}/{y}", Private: true, Datum: "gcj02", Shift: true}, "", func(w http.ResponseWriter, r *http.Request) {
				parts := strings.Split(r.URL.Path, "/")
				x, _ := strconv.Atoi(parts[2])
				y, _ := strconv.Atoi(parts[3])
				canvas := image.NewRGBA(image.Rect(0, 0, 256, 256))
				for dx := range 256 {
					for dy := range 256 {
						canvas.Set(dx, dy, color.RGBA{0, 0, 255, 255})
					}
				}
				canvas.Set(int(redX)-256*x, int(redY)-256*y, color.RGBA{255, 0, 0, 255})
				w.Header().Set("Content-Type", "image/png")
				_ = png.Encode(w, canvas)
			})
			atX, atY := pixelOf(village, zoom)
			tile, err := source.Tile(context.Background(), 0, zoom, int(atX)/256, int(atY)/256)
			if err != nil {
				t.Fatal(err)
			}
			drawn, err := png.Decode(bytes.NewReader(tile.Body))
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for dx := range 256 {
				for dy := range 256 {
					r, _, b, a := drawn.At(dx, dy).RGBA()
					if a == 0 {
						t.Fatalf("zoom %d: a hole at %d,%d", zoom, dx, dy)
					}
					if r > b {
						found = true
						if away := math.Hypot(float64(int(atX)%256-dx), float64(int(atY)%256-dy)); away > 2.5 {
							t.Errorf("zoom %d, village %d: red %.1f pixels away from the village", zoom, i, away)
						}
					}
				}
			}
			if x, y := int(atX)%256, int(atY)%256; !found && x > 3 && x < 252 && y > 3 && y < 252 {
				t.Errorf("zoom %d, village %d: no red in its tile", zoom, i)
			}
		}
	}
	shiftRight, shiftDown, err := shiftOf(13, 6796, 3165)
	if meters := 40075017 * math.Cos(37.4*math.Pi/180) / 8192 * math.Hypot(shiftRight, shiftDown); err != nil || meters < 480 || meters > 560 {
		t.Errorf("moved by %.0f m, want the 505 to 540 m of Dongying; %v", meters, err)
	}
}
