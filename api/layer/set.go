package layer

import (
	"context"
	"fmt"
	"sync/atomic"

	"cuntong/data"
	"cuntong/planner/study"

	"github.com/maypok86/otter/v2"
)

// Set hands out the current layers of a store. Many may ask at once.
//
// Each request looks once where the store stands (Store.Stamp). Where records changed one by one, the lines of the
// change log are applied to the layer; after a load it is read whole, once for all who wait. Whoever holds
// an older layer keeps it.
type Set struct {
	study  *study.Study
	look   lookout
	made   generations
	slots  map[Kind]*slot
	plans  *otter.Cache[planKey, *Layer]
	scopes *otter.Cache[scopeKey, []bool]
	tree   atomic.Pointer[areaTree]
}

// slot keeps the layer of one kind.
type slot struct {
	turn chan struct{} // holds one token while nobody brings the layer up to date
	held atomic.Pointer[held]
}

type held struct {
	layer *Layer
	stamp data.Stamp
	roads string // fingerprints of the stored networks
}

type planKey struct {
	ref      Ref
	revision int64
}

// The most layers of plans and the most scopes that are kept.
const (
	plansKept  = 48
	scopesKept = 256
)

// NewSet returns the layers of a study's store.
func NewSet(s *study.Study) (*Set, error) {
	set := &Set{study: s, slots: map[Kind]*slot{}}
	set.look.stamp = s.Store.Stamp
	for _, kind := range Kinds() {
		one := &slot{turn: make(chan struct{}, 1)}
		one.turn <- struct{}{}
		set.slots[kind] = one
	}
	var err error
	if set.plans, err = otter.New(&otter.Options[planKey, *Layer]{MaximumSize: plansKept}); err != nil {
		return nil, fmt.Errorf("cache of plans' layers: %w", err)
	}
	if set.scopes, err = otter.New(&otter.Options[scopeKey, []bool]{MaximumSize: scopesKept}); err != nil {
		return nil, fmt.Errorf("cache of scopes: %w", err)
	}
	return set, nil
}

// Get returns the current layer. A kind or plan that does not exist is data.ErrNotFound; a store without roads has an
// empty layer of them.
func (s *Set) Get(ctx context.Context, ref Ref) (*Layer, error) {
	list, err := s.All(ctx, []Ref{ref})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// All returns several layers for the price of one look at the store.
func (s *Set) All(ctx context.Context, refs []Ref) ([]*Layer, error) {
	stamp, err := s.look.now(ctx)
	if err != nil {
		return nil, fmt.Errorf("look where the store stands: %w", err)
	}
	list := make([]*Layer, len(refs))
	for i, ref := range refs {
		if list[i], err = s.at(ctx, stamp, ref); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (s *Set) at(ctx context.Context, stamp data.Stamp, ref Ref) (*Layer, error) {
	switch {
	case ref.Kind.OfPlan():
		return s.ofPlan(ctx, stamp, ref)
	case s.slots[ref.Kind] == nil || ref.Plan != "":
		return nil, fmt.Errorf("there is no collection %q: %w", ref.Kind, data.ErrNotFound)
	}
	one := s.slots[ref.Kind]
	if h := one.held.Load(); h.serves(ref.Kind, stamp) {
		return h.layer, nil
	}
	select {
	case <-one.turn:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { one.turn <- struct{}{} }()
	old := one.held.Load()
	if old.serves(ref.Kind, stamp) {
		return old.layer, nil
	}
	// Others wait for this: it does not end with whoever came first.
	ctx = context.WithoutCancel(ctx)
	if old != nil && old.stamp.Revision > stamp.Revision { // brought up to date since we looked, unless the store was put back
		var err error
		if stamp, err = s.study.Store.Stamp(ctx); err != nil {
			return nil, err
		}
		if old.serves(ref.Kind, stamp) {
			return old.layer, nil
		}
	}
	next, err := s.follow(ctx, ref.Kind, old, stamp)
	if err == nil && next == nil {
		next, err = s.read(ctx, ref.Kind, stamp)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", ref.Kind, err)
	}
	s.number(old, next)
	one.held.Store(next)
	return next.layer, nil
}

// number gives a layer its revision, and a generation unless its content is that of the old one.
func (s *Set) number(old, next *held) {
	if old != nil && next.layer == old.layer {
		copied := *next.layer
		next.layer = &copied
	} else {
		next.layer.generation = s.made.last.Add(1)
	}
	next.layer.revision = next.stamp.Revision
}

// serves reports whether a layer is as new as a stamp. The runs do not raise the revision, so that routes follow the log.
func (h *held) serves(kind Kind, stamp data.Stamp) bool {
	return h != nil && h.stamp.Revision == stamp.Revision && (kind != Routes || h.stamp.Changes >= stamp.Changes)
}

func (s *Set) ofPlan(ctx context.Context, stamp data.Stamp, ref Ref) (*Layer, error) {
	if ref.Plan == "" {
		return nil, fmt.Errorf("collection %q belongs to a plan and none is named: %w", ref.Kind, data.ErrNotFound)
	}
	return s.plans.Get(ctx, planKey{ref, stamp.Revision}, otter.LoaderFunc[planKey, *Layer](func(ctx context.Context, key planKey) (*Layer, error) {
		ctx = context.WithoutCancel(ctx)
		plan, err := s.study.Store.Plan(ctx, ref.Plan)
		if err != nil {
			return nil, err
		}
		settlements, err := s.at(ctx, stamp, Ref{Kind: Settlements})
		if err != nil {
			return nil, err
		}
		facilities, err := s.at(ctx, stamp, Ref{Kind: Facilities})
		if err != nil {
			return nil, err
		}
		made, err := planLayer(ref.Kind, &plan, settlements, facilities)
		if err != nil {
			return nil, err
		}
		made.revision, made.generation = stamp.Revision, s.made.last.Add(1)
		return made, nil
	}))
}
