package study

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"cuntong/data"
	"cuntong/data/export"
	"cuntong/geo/network"
	"cuntong/geo/travel"

	"github.com/paulmach/orb"
)

// The ways to measure travel.
const (
	ByStraight = "straight" // straight line times the standard's detour factor; what an empty word means
	ByRoad     = "road"     // on the store's road network
	ByOSRM     = "osrm"     // by the OSRM server that the user named
)

// trip says how travel is to be measured.
type trip struct {
	travel  string          // ByStraight or ByRoad; empty: ByStraight
	profile string          // ID of a preset speed profile, for roads; empty: network.DefaultProfile
	changes *data.ChangeSet // whose road changes are travelled; nil: none
}

// roadRouter is a router that knows which places no road passes.
type roadRouter interface {
	travel.Router
	Unlinked(ctx context.Context, places []orb.Point) ([]travel.Unlinked, error)
}

// router returns the router that a request asks for. It is to be called after the scene was read: then a
// network that came meanwhile is seen as a change of the revision.
func (s *Study) router(ctx context.Context, t trip, standard data.Standard) (travel.Router, error) {
	switch t.travel {
	case "", ByStraight:
		return travel.NewStraight(standard.DetourFactor, standard.SpeedKmh)
	case ByRoad:
		return s.changedRoad(ctx, t.profile, t.changes)
	case ByOSRM:
		if s.OSRM == nil {
			return nil, fmt.Errorf("travel by OSRM needs a server that somebody names, as by --osrm http://127.0.0.1:5000: %w", data.ErrInvalid)
		}
		if !t.changes.RoadsStay() {
			return nil, fmt.Errorf("an OSRM server knows neither the road changes of a scenario nor its day; travel by road, or leave them out: %w", data.ErrInvalid)
		}
		return s.OSRM, nil
	}
	return nil, fmt.Errorf("travel %q is unknown, expected straight, road or osrm: %w", t.travel, data.ErrInvalid)
}

// other is the measure that stands beside the asked one; nil where the store has no road network.
func (s *Study) other(ctx context.Context, t trip, standard data.Standard) (travel.Router, error) {
	if t.travel == ByRoad || t.travel == ByOSRM {
		return s.router(ctx, trip{travel: ByStraight}, standard)
	}
	road, err := s.changedRoad(ctx, t.profile, t.changes)
	if errors.Is(err, data.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return road, nil
}

// Roads returns the router on the store's roads for a speed profile; an empty ID is network.DefaultProfile. No
// network on record is data.ErrNotFound. The router stays good for those who hold it when the roads change.
func (s *Study) Roads(ctx context.Context, profileID string) (*travel.Road, error) {
	return s.road(ctx, profileID)
}

// roadShelf keeps the routers of one network, so that the next request need not make them again.
type roadShelf struct {
	mu        sync.Mutex
	network   *network.Network
	hierarchy func() *travel.Hierarchy // made when first asked for: a map needs none
	routers   map[string]*travel.Road  // by profile
	linker    func() *network.Linker
	changed   []changedRoads // the last ones asked for, newest last
}

// road returns the router on the stored network for a profile: from memory, else from the store and the
// cache file. No network is data.ErrNotFound.
func (s *Study) road(ctx context.Context, profileID string) (*travel.Road, error) {
	if profileID == "" {
		profileID = network.DefaultProfile
	}
	profile, err := network.PresetProfile(profileID)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, data.ErrInvalid)
	}
	fingerprint, err := s.roadFingerprint(ctx)
	if err != nil {
		return nil, err
	}
	shelf := &s.shelf
	shelf.mu.Lock()
	defer shelf.mu.Unlock()
	if err := s.fillShelf(ctx, fingerprint); err != nil {
		return nil, err
	}
	if road := shelf.routers[profileID]; road != nil {
		return road, nil
	}
	costs, err := shelf.network.Cost(profile, network.Day{})
	if err != nil {
		return nil, fmt.Errorf("price the roads for %s: %w", profileID, err)
	}
	road, err := travel.NewRoad(costs, shelf.hierarchy(), travel.RoadOptions{Link: travel.DefaultLinkRule()})
	if err != nil {
		return nil, err
	}
	shelf.routers[profileID] = road
	return road, nil
}

// roadFingerprint returns the fingerprint of the network to travel on.
func (s *Study) roadFingerprint(ctx context.Context) (string, error) {
	networks, err := s.Store.Networks(ctx)
	if err != nil {
		return "", err
	}
	for _, n := range networks {
		if n.ID == data.DefaultNetwork {
			return n.Fingerprint, nil
		}
	}
	return "", fmt.Errorf("the store holds no road network %q; load one with: cuntong load --store STORE roads.osm.pbf: %w", data.DefaultNetwork, data.ErrNotFound)
}

// roadNetwork returns the stored network as it is drawn, without what routing needs. No network is data.ErrNotFound.
func (s *Study) roadNetwork(ctx context.Context) (*network.Network, error) {
	fingerprint, err := s.roadFingerprint(ctx)
	if err != nil {
		return nil, err
	}
	s.shelf.mu.Lock()
	defer s.shelf.mu.Unlock()
	if err := s.fillShelf(ctx, fingerprint); err != nil {
		return nil, err
	}
	return s.shelf.network, nil
}

// fillShelf reads the stored network unless it is the one on the shelf, which the caller has locked.
func (s *Study) fillShelf(ctx context.Context, fingerprint string) error {
	if s.shelf.network != nil && s.shelf.network.Fingerprint() == fingerprint {
		return nil
	}
	stored, err := s.Store.Network(ctx, data.DefaultNetwork)
	if err != nil {
		return err
	}
	roads, err := network.Decode(stored.Content)
	if err != nil {
		return fmt.Errorf("the stored road network %s cannot be read; load its file again: %w: %w", stored.ID, err, data.ErrInvalid)
	}
	s.shelf.network, s.shelf.routers = roads, map[string]*travel.Road{}
	s.shelf.hierarchy = sync.OnceValue(func() *travel.Hierarchy { return s.hierarchy(roads) })
	s.shelf.linker = sync.OnceValue(func() *network.Linker { return network.NewLinker(roads) })
	s.shelf.changed = nil
	return nil
}

// cachePrefix is how much of the fingerprint names a cache file; the whole of it stands inside.
const cachePrefix = 12

// maxCacheBytes bounds a cache file that is read; that of a province has some hundred megabytes.
const maxCacheBytes = 4 << 30

// hierarchy reads the cache file, or makes the hierarchy and writes the file. A file that is torn, altered or
// of another network is replaced. Where it cannot be written, the next program makes the hierarchy again:
// that costs seconds and nothing else, so it is no error.
func (s *Study) hierarchy(roads *network.Network) *travel.Hierarchy {
	if s.RoadCache == "" {
		return travel.NewHierarchy(roads)
	}
	name := s.RoadCache + roads.Fingerprint()[:cachePrefix] + ".cch"
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && info.Size() <= maxCacheBytes {
		if content, err := os.ReadFile(name); err == nil {
			if h, err := travel.DecodeHierarchy(content, roads); err == nil {
				return h
			}
		}
	}
	h := travel.NewHierarchy(roads)
	_ = export.WriteFile(name, func(w io.Writer) error { return h.Encode(w) })
	return h
}
