package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"cuntong/data"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
)

// permission is what an operation needs of whoever calls it.
type permission string

// The permissions. An operation that names none needs mayRead when it only reads and mayPlan when it changes anything.
const (
	mayAnyone     permission = "anyone"     // health, the document, logging in
	mayRead       permission = "read"       // records, figures and maps of the caller's area
	mayDeliver    permission = "deliver"    // runs of the caller and what is noted on them
	mayFollow     permission = "follow"     // runs: whoever may read or deliver; couriers see their own
	mayNote       permission = "note"       // what happened on runs: whoever may plan or deliver
	mayPlan       permission = "plan"       // scenarios, plans, jobs and edits of records in the caller's area
	mayAdminister permission = "administer" // accounts, the whole change log
)

// caller is whoever a request acts for.
type caller struct {
	Name string       // for the change log
	May  []permission // besides mayAnyone
	Area string       // code of the area that bounds what is seen and changed; empty: everything
}

// local is the caller of a program without accounts, which answers this machine only.
func (s *server) local() caller {
	return caller{Name: s.Study.Actor, May: []permission{mayRead, mayDeliver, mayPlan, mayAdminister}}
}

type callerKey struct{}

// callerOf returns whoever the request of the context acts for; nobody outside a request.
func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// may reports whether the caller has a permission. That to follow or to note comes with others and is never given by itself.
func (c caller) may(p permission) bool {
	switch p {
	case mayAnyone:
		return true
	case mayFollow:
		return c.may(mayRead) || c.may(mayDeliver)
	case mayNote:
		return c.may(mayPlan) || c.may(mayDeliver)
	}
	return slices.Contains(c.May, p)
}

// withCaller finds out whoever a request acts for.
func (s *server) withCaller(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, s.local())))
	})
}

// note begins a line of the change log for what the request changes.
func (s *server) note(ctx context.Context, action, reason string) data.ChangeNote {
	return data.ChangeNote{Actor: callerOf(ctx).Name, At: s.Study.Now(), Action: action, Reason: reason}
}

// scope returns the area that a request may ask about: the caller's own where none is asked for (empty), and a
// refusal where the area asked for lies outside it. The area is a code in the form of the records.
func (s *server) scope(ctx context.Context, area string) (string, error) {
	own := callerOf(ctx).Area
	if own == "" || area == own {
		return area, nil
	}
	if area == "" {
		return own, nil
	}
	known, err := s.currentPlaces(ctx)
	if err != nil {
		return "", err
	}
	if !known.tree.Inside(area, own) {
		return "", problem(http.StatusForbidden, "outside_area",
			fmt.Sprintf("area %s lies outside %s, which bounds this account; ask for an area inside it", area, own)).with("area", area).with("own_area", own)
	}
	return area, nil
}

const needsKey = "needs"

// needs names the permission of an operation where it is not the usual one.
func needs(operation huma.Operation, p permission) huma.Operation {
	operation.Metadata = map[string]any{needsKey: p}
	return operation
}

// permissionOf returns the permission that an operation needs.
func permissionOf(operation *huma.Operation) permission {
	if p, ok := operation.Metadata[needsKey].(permission); ok {
		return p
	}
	if operation.Method == http.MethodGet {
		return mayRead
	}
	return mayPlan
}

// allow refuses a registered operation to callers without its permission.
func allow(ctx huma.Context, next func(huma.Context)) {
	if p := permissionOf(ctx.Operation()); !callerOf(ctx.Context()).may(p) {
		r, w := humachi.Unwrap(ctx)
		writeProblem(w, r, forbidden(p))
		return
	}
	next(ctx)
}

// require refuses a plain handler to callers without a permission.
func require(p permission, handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !callerOf(r.Context()).may(p) {
			writeProblem(w, r, forbidden(p))
			return
		}
		handler(w, r)
	}
}

func forbidden(p permission) *Problem {
	return problem(http.StatusForbidden, "forbidden", fmt.Sprintf("this account may not do that: it needs the permission %q", p)).with("permission", string(p))
}
