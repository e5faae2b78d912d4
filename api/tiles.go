package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"cuntong/api/layer"
	"cuntong/api/tile"

	"github.com/go-chi/chi/v5"
	"github.com/klauspost/compress/gzip"
	"github.com/maypok86/otter/v2"
)

// Vector tiles: /tiles/{collections}/{z}/{x}/{y}, also with .pbf or .mvt behind; collections are named as below /ogc, several with
// commas. A tile is made once, compressed, and kept under what it was made of (the generation of each layer, the area of
// the caller), so that a write is seen by the next request and nobody gets another's tile. Empty tiles are 204.

const (
	tileType = "application/vnd.mapbox-vector-tile"
	// mostTileLayers bounds the collections of one tile.
	mostTileLayers = 12
	// tileOverhead is about what an entry of the cache takes beside its bytes.
	tileOverhead = 400
)

// tileServer is what the handlers of tiles share.
type tileServer struct {
	maker   *tile.Maker
	kept    *otter.Cache[tileKey, *keptTile]
	writers sync.Pool // of *gzip.Writer
}

type tileKey struct {
	id   tile.ID
	made string // of which layers in which state, for which area
}

// keptTile is a tile as it is sent.
type keptTile struct {
	packed           []byte // gzip; nil: the tile is empty
	tag, packedTag   string // strong validators of the plain and the compressed bytes
	size, packedSize string
}

func newTileServer(bytesKept int64) (*tileServer, error) {
	t := &tileServer{maker: tile.NewMaker()}
	t.writers.New = func() any {
		w, err := gzip.NewWriterLevel(nil, tileLevel)
		if err != nil {
			panic(err) // the level is a constant
		}
		return w
	}
	var err error
	t.kept, err = otter.New(&otter.Options[tileKey, *keptTile]{
		MaximumWeight: uint64(bytesKept),
		Weigher:       func(key tileKey, t *keptTile) uint32 { return uint32(len(t.packed) + len(key.made) + tileOverhead) },
	})
	if err != nil {
		return nil, fmt.Errorf("api: cache of tiles: %w", err)
	}
	return t, nil
}

// tileLevel is how hard gzip tries: 1 takes half the time of the default and gives a tenth more bytes.
const tileLevel = gzip.BestSpeed

func (s *server) mountTiles(router chi.Router) {
	router.Get("/tiles/{collections}/{z}/{x}/{y}", s.ogc(mayRead, func(w http.ResponseWriter, r *http.Request) error {
		y := chi.URLParam(r, "y")
		for _, ending := range []string{".pbf", ".mvt"} {
			y = strings.TrimSuffix(y, ending)
		}
		id, err := tile.Parse(chi.URLParam(r, "z"), chi.URLParam(r, "x"), y)
		if err != nil {
			return noTile(err)
		}
		return s.sendTile(w, r, strings.Split(chi.URLParam(r, "collections"), ","), id)
	}))
	router.Get("/tiles/{file}", s.ogc(mayRead, s.getTileJSON))
}

// noTile says that a path names no tile.
func noTile(err error) error {
	return problem(http.StatusNotFound, "not_found", "there is no such tile: "+err.Error()).with("kind", "tile")
}

// tileLayers finds the collections of a tile and what the caller may see of them; made names that state.
func (s *server) tileLayers(ctx context.Context, names []string) (inputs []tile.Input, made string, err error) {
	if len(names) > mostTileLayers {
		return nil, "", problem(http.StatusBadRequest, "invalid", fmt.Sprintf("%d collections in one tile, expected at most %d", len(names), mostTileLayers))
	}
	refs := make([]layer.Ref, len(names))
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return nil, "", problem(http.StatusBadRequest, "invalid", fmt.Sprintf("collection %q comes twice", shorten(name))).with("collection", name)
		}
		collection, err := s.ogcCollection(ctx, name)
		if err != nil {
			return nil, "", err
		}
		refs[i] = collection.ref
	}
	layers, err := s.layers.All(ctx, refs)
	if err != nil {
		return nil, "", err
	}
	area := callerOf(ctx).Area
	key := make([]byte, 0, 64)
	inputs = make([]tile.Input, len(names))
	for i, l := range layers {
		scope, err := s.layers.Scope(ctx, l, area)
		if err != nil {
			return nil, "", err
		}
		inputs[i] = tile.Input{Name: names[i], Layer: l, Scope: scope}
		key = append(append(key, names[i]...), ' ')
		key = append(strconv.AppendUint(key, l.Generation(), 36), ' ')
		key = append(strconv.AppendUint(key, scope.Generation(), 36), ' ')
	}
	return inputs, string(append(key, area...)), nil
}

// sendTile answers with a tile of some collections.
func (s *server) sendTile(w http.ResponseWriter, r *http.Request, names []string, id tile.ID) error {
	ctx := r.Context()
	inputs, made, err := s.tileLayers(ctx, names)
	if err != nil {
		return err
	}
	t, err := s.tiles.kept.Get(ctx, tileKey{id, made}, otter.LoaderFunc[tileKey, *keptTile](func(context.Context, tileKey) (*keptTile, error) {
		return s.tiles.pack(s.tiles.maker.Tile(id, inputs))
	}))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	if callerOf(ctx).Area != "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	h.Add("Vary", "Accept-Encoding")
	tag := t.tag
	packed := acceptsGzip(r)
	if packed {
		tag = t.packedTag
	}
	h.Set("ETag", tag)
	if _, known := matchingTag(r.Header.Values("If-None-Match"), t.tag); known {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if t.packed == nil {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	h.Set("Content-Type", tileType)
	body := t.packed
	if packed {
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", t.packedSize)
	} else {
		if body, err = t.plain(); err != nil {
			return err
		}
		h.Set("Content-Length", t.size)
	}
	_, _ = w.Write(body) // only the connection can fail
	return nil
}

// acceptsGzip reports whether the client takes gzip: named without a quality of 0.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		coding, parameter, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding = strings.ToLower(strings.TrimSpace(coding)); coding != "gzip" && coding != "x-gzip" {
			continue
		}
		value, found := strings.CutPrefix(strings.TrimSpace(parameter), "q=")
		quality, err := strconv.ParseFloat(value, 64)
		return !found || err == nil && quality > 0
	}
	return false
}

// pack compresses a tile once for all who will ask.
func (t *tileServer) pack(plain []byte) (*keptTile, error) {
	sum := sha256.Sum256(plain)
	name := hex.EncodeToString(sum[:16])
	kept := &keptTile{tag: `"` + name + `"`, packedTag: `"` + name + gzipSuffix + `"`, size: strconv.Itoa(len(plain))}
	if len(plain) == 0 {
		return kept, nil
	}
	var packed bytes.Buffer
	packed.Grow(len(plain)/2 + 64)
	w := t.writers.Get().(*gzip.Writer)
	defer t.writers.Put(w)
	w.Reset(&packed)
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	kept.packed = bytes.Clone(packed.Bytes())
	kept.packedSize = strconv.Itoa(len(kept.packed))
	return kept, nil
}

// plain unpacks a tile for a client that takes no gzip.
func (t *keptTile) plain() ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(t.packed))
	if err != nil {
		return nil, err
	}
	var plain bytes.Buffer
	if _, err := plain.ReadFrom(r); err != nil {
		return nil, err
	}
	return plain.Bytes(), nil
}
