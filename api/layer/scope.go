package layer

import (
	"context"
	"fmt"

	"cuntong/data"

	"github.com/maypok86/otter/v2"
)

// Scope says which features of a layer lie in an area. The zero Scope holds everything.
type Scope struct {
	layer   *Layer
	allowed []bool // by the number of an area code in the layer

	generation uint64
}

// Has reports whether feature i lies in the area. One whose town is unknown lies in none.
func (s Scope) Has(i int) bool { return s.allowed == nil || s.allowed[s.layer.areas.of[i]] }

// All reports whether the scope holds everything.
func (s Scope) All() bool { return s.allowed == nil }

type scopeKey struct {
	area              string
	generation, areas uint64
}

type areaTree struct {
	generation uint64
	tree       *data.AreaTree
}

// Scope returns which features of a layer lie in the area of a code, by the tree of parents; an empty code is
// everything. Roads are of no area: everybody sees them. It is made once for each layer and area.
func (s *Set) Scope(ctx context.Context, l *Layer, area string) (Scope, error) {
	if area == "" || l.ref.Kind == Roads {
		return Scope{}, nil
	}
	tree, err := s.areaTree(ctx)
	if err != nil {
		return Scope{}, err
	}
	allowed, err := s.scopes.Get(ctx, scopeKey{area, l.generation, tree.generation}, otter.LoaderFunc[scopeKey, []bool](func(context.Context, scopeKey) ([]bool, error) {
		list := make([]bool, l.areas.words.len())
		for n := range list {
			code := l.areas.words.at(n)
			list[n] = code != "" && tree.tree.Inside(code, area)
		}
		return list, nil
	}))
	return Scope{l, allowed, tree.generation}, err
}

// areaTree is the tree of the areas that are held, read if none are. An area only changes by a load, which whoever made the layer has
// looked for.
func (s *Set) areaTree(ctx context.Context) (*areaTree, error) {
	areas, err := s.Get(ctx, Ref{Kind: Areas})
	if err != nil {
		return nil, err
	}
	if t := s.tree.Load(); t != nil && t.generation == areas.Generation() {
		return t, nil
	}
	parent, ok := areas.FieldIndex("parent")
	if !ok {
		return nil, fmt.Errorf("areas have no field parent")
	}
	list := make([]data.Area, areas.Len())
	for i := range list {
		list[i] = data.Area{Code: areas.ID(i), Parent: areas.Value(i, parent).Text}
	}
	t := &areaTree{areas.Generation(), data.NewAreaTree(list)}
	s.tree.Store(t)
	return t, nil
}

// Generation tells scopes of one layer and area apart: it changes with the tree of areas.
func (s Scope) Generation() uint64 { return s.generation }
