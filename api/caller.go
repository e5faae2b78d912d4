package api

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"cuntong/api/account"
	"cuntong/data"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
)

// permission is what an operation needs of whoever calls it; account.Of is the table of who has which.
type permission = account.Permission

// The permissions. An operation that names none needs mayRead when it only reads and mayPlan when it changes anything.
const (
	mayAnyone     = account.Anyone
	mayOwn        = account.Own
	mayRead       = account.Read
	mayDeliver    = account.Deliver
	mayPlan       = account.Plan
	mayFollow     = account.Follow
	mayNote       = account.Note
	mayAdminister = account.Administer
)

// caller is whoever a request acts for.
type caller struct {
	Name    string       // for the change log
	May     []permission // besides mayAnyone
	Area    string       // code of the area that bounds what is seen and changed; empty: everything
	Courier string       // couriers: the Run.Courier whose runs are theirs, and no others; empty: all runs of Area
	Run     string       // logins by link and PIN: the one run that they see; empty: no such login
	until   time.Time    // when a login by link and PIN ends
	account *data.Account
	session *data.Session // of the cookie that came; nil: none, or a token
	secret  string        // of that session
	refused *Problem      // why a request with a bad secret, or none, may do nothing; nil: it may
}

// local is the caller of a program without accounts, which answers this machine only.
func (s *server) local() caller {
	return caller{Name: s.Study.Actor, May: []permission{mayOwn, mayRead, mayDeliver, mayPlan, mayAdminister}}
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

// refusal is the problem of a caller without a permission: 401 for nobody, 403 for somebody.
func (c caller) refusal(p permission) *Problem {
	if c.refused != nil {
		again := *c.refused // a problem is finished by whoever writes it
		return &again
	}
	if len(c.May) == 0 {
		return unauthenticated("log in first: POST /api/v1/session, or send a token")
	}
	return problem(http.StatusForbidden, "forbidden", fmt.Sprintf("this account may not do that: it needs the permission %q", p)).with("permission", string(p))
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
		return "", outside(area, own)
	}
	return area, nil
}

// within refuses a record of another area than the caller's. A record of no area is of the whole store.
func (s *server) within(ctx context.Context, area string) error {
	own := callerOf(ctx).Area
	if own != "" && area == "" {
		return outside("of the whole store", own)
	}
	_, err := s.scope(ctx, area)
	return err
}

// inside reports whether a record of an area is the caller's to see. known are the current places.
func (c caller) inside(known *places, area string) bool {
	return c.Area == "" || area != "" && known.tree.Inside(area, c.Area)
}

func outside(area, own string) *Problem {
	return problem(http.StatusForbidden, "outside_area",
		fmt.Sprintf("area %s lies outside %s, which bounds this account; ask for an area inside it", area, own)).with("area", area).with("own_area", own)
}

const needsKey = "needs"

// needs names the permission of an operation where it is not the usual one.
func needs(operation huma.Operation, p permission) huma.Operation {
	operation.Metadata = maps.Clone(operation.Metadata)
	if operation.Metadata == nil {
		operation.Metadata = map[string]any{}
	}
	operation.Metadata[needsKey] = p
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
	c, p := callerOf(ctx.Context()), permissionOf(ctx.Operation())
	if !c.may(p) {
		r, w := humachi.Unwrap(ctx)
		writeProblem(w, r, c.refusal(p))
		return
	}
	next(ctx)
}

// require refuses a plain handler to callers without a permission.
func require(p permission, handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if c := callerOf(r.Context()); !c.may(p) {
			writeProblem(w, r, c.refusal(p))
			return
		}
		handler(w, r)
	}
}
