package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"time"

	"cuntong/api/account"
	"cuntong/data"

	"github.com/danielgtaylor/huma/v2"
)

// RunLink is a link of a run without its secrets.
type RunLink struct {
	ID        string     `json:"id"`
	Run       string     `json:"run" doc:"The one run that it opens"`
	CreatedBy string     `json:"created_by" doc:"Account that made it"`
	CreatedAt time.Time  `json:"created_at"`
	Until     time.Time  `json:"until" doc:"It ends with the day of the run, local time"`
	RevokedAt *time.Time `json:"revoked_at" doc:"null: it was not"`
	Locked    bool       `json:"locked" doc:"true: too many wrong PINs came; make a new one"`
}

// RunLinkList is a page of links.
type RunLinkList struct {
	Items []RunLink `json:"items"`
	Next  *string   `json:"next" doc:"Cursor of the next page; null on the last"`
}

// NewRunLink is a link with its secrets, told once.
type NewRunLink struct {
	RunLink
	Secret string `json:"secret" doc:"For the link; nobody is told it again"`
	PIN    string `json:"pin" doc:"Told apart from the link; nobody is told it again"`
	Path   string `json:"path" doc:"Of the courier's page with the secret behind a #, which browsers send to nobody"`
}

// RunLinkDraft asks for a link.
type RunLinkDraft struct {
	PINDigits int `json:"pin_digits,omitempty" minimum:"4" maximum:"6" default:"6" doc:"How long the PIN is"`
}

// RunLogin is what a courier opens a run with.
type RunLogin struct {
	Secret string `json:"secret" minLength:"1" maxLength:"100" doc:"Of the link"`
	PIN    string `json:"pin" minLength:"4" maxLength:"6" pattern:"^[0-9]+$" doc:"Told by the office"`
}

// RunSession is a login by link and PIN.
type RunSession struct {
	Run       string    `json:"run" doc:"The one run that it sees and notes events on"`
	Until     time.Time `json:"until" doc:"When it ends"`
	CSRFToken string    `json:"csrf_token" doc:"Send it as X-Csrf-Token with every POST and DELETE"`
}

type newRunLinkAnswer struct {
	CacheControl string `header:"Cache-Control" hidden:"true"`
	Body         NewRunLink
}

type runSessionAnswer struct {
	SetCookie    string `header:"Set-Cookie" doc:"The session; HttpOnly and SameSite=Strict, over TLS Secure"`
	CacheControl string `header:"Cache-Control" hidden:"true"`
	Body         RunSession
}

type newRunLinkInput struct {
	RunID
	Body RunLinkDraft
}

type runLinksInput struct {
	RunID
	Paging
}

type runLinkInput struct {
	RunID
	Link string `path:"link" maxLength:"50" doc:"ID of the link"`
}

func (s *server) registerRunLinks(o *operations) {
	register(o, huma.Operation{
		OperationID: "createRunLink", Method: http.MethodPost, Path: "/api/v1/runs/{id}/links", Tags: []string{"runs"}, DefaultStatus: http.StatusCreated,
		Summary: "Make a link and a PIN for the courier of one run", Description: "For couriers without an account, until the end of the run's day. Both are told once; the store keeps hashes. " +
			"Each request makes another link: an Idempotency-Key would have to keep the secrets.",
	}, []int{400, 403, 404, 409, 413, 415, 422, 503}, s.createRunLink)
	register(o, needs(get("listRunLinks", "/api/v1/runs/{id}/links", "runs", "Links of a run, ended ones too", "Ordered by ID, without their secrets."), mayPlan), []int{400, 403, 404, 503}, s.listRunLinks)
	register(o, huma.Operation{
		OperationID: "revokeRunLink", Method: http.MethodDelete, Path: "/api/v1/runs/{id}/links/{link}", Tags: []string{"runs"}, DefaultStatus: http.StatusNoContent,
		Summary: "End a link and its logins for good",
	}, []int{403, 404, 503}, s.revokeRunLink)
	register(o, needs(huma.Operation{
		OperationID: "openRun", Method: http.MethodPost, Path: "/api/v1/run-session", Tags: []string{"runs"}, DefaultStatus: http.StatusOK,
		Summary: "Log in by link and PIN", Description: "Sets a cookie that sees one run and notes events on it, and nothing else. 401 does not say whether link or PIN is wrong; " +
			"after ten wrong PINs the link is good for nothing (429).",
	}, mayAnyone), []int{401, 403, 409, 413, 415, 422, 429, 503}, s.openRun)
	register(o, needs(huma.Operation{
		OperationID: "leaveRun", Method: http.MethodDelete, Path: "/api/v1/run-session", Tags: []string{"runs"}, DefaultStatus: http.StatusNoContent,
		Summary: "Log out of a run",
	}, mayDeliver), []int{401, 403, 409, 503}, s.leaveRun)
}

// runLinks is the store of links.
func (s *server) runLinks() (data.RunLinks, error) {
	if store, ok := s.Study.Store.(data.RunLinks); ok {
		return store, nil
	}
	return nil, problem(http.StatusServiceUnavailable, "unavailable", "this store keeps no links of runs")
}

func runLink(l data.RunLink) RunLink {
	return RunLink{ID: l.ID, Run: l.Run, CreatedBy: l.CreatedBy, CreatedAt: l.CreatedAt, Until: l.Until, RevokedAt: instant(l.RevokedAt), Locked: l.Tries > data.MostPINTries}
}

func (s *server) createRunLink(ctx context.Context, in *newRunLinkInput) (*newRunLinkAnswer, error) {
	if err := s.needAccounts(ctx); err != nil {
		return nil, err
	}
	store, err := s.runLinks()
	if err != nil {
		return nil, err
	}
	view, err := s.run(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	now := s.Study.Now()
	day, err := time.ParseInLocation(time.DateOnly, string(view.Date), now.Location())
	if err != nil {
		return nil, fmt.Errorf("day of run %s: %w", view.ID, err)
	}
	until := day.AddDate(0, 0, 1)
	if !now.Before(until) {
		return nil, problem(http.StatusUnprocessableEntity, "invalid", fmt.Sprintf("the day of run %s is over; links end with it", view.ID)).with("id", view.ID)
	}
	pin, err := newPIN(in.Body.PINDigits)
	if err != nil {
		return nil, err
	}
	hash, err := s.accounts.passwords.Hash(ctx, pin)
	if err != nil {
		return nil, crowded(err)
	}
	secret := account.NewSecret(account.LinkPrefix)
	link := data.RunLink{ID: strings.ToLower(rand.Text()[:16]), Run: view.ID, CreatedBy: callerOf(ctx).Name, CreatedAt: now, Until: until, Hash: account.HashOf(secret), PINHash: hash}.Kept()
	if err := store.AddRunLink(ctx, link, s.note(ctx, "run", "link of run "+view.ID)); err != nil {
		return nil, err
	}
	return &newRunLinkAnswer{CacheControl: "no-store", Body: NewRunLink{RunLink: runLink(link), Secret: secret, PIN: pin, Path: "/courier/#" + secret}}, nil
}

// newPIN makes a PIN of as many digits from the system's random source.
func newPIN(digits int) (string, error) {
	most := int64(1)
	for range digits {
		most *= 10
	}
	n, err := rand.Int(rand.Reader, big.NewInt(most))
	if err != nil {
		return "", fmt.Errorf("make a PIN: %w", err)
	}
	return fmt.Sprintf("%0*d", digits, n), nil
}

func (s *server) linksOf(ctx context.Context, id string) (data.RunLinks, []data.RunLink, error) {
	store, err := s.runLinks()
	if err != nil {
		return nil, nil, err
	}
	view, err := s.run(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	links, err := store.RunLinks(ctx, view.ID)
	return store, links, err
}

func (s *server) listRunLinks(ctx context.Context, in *runLinksInput) (*answer[RunLinkList], error) {
	_, links, err := s.linksOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	items := []RunLink{}
	for _, l := range links { // a run has a few
		if l.ID > in.After && len(items) < in.oneMore() {
			items = append(items, runLink(l))
		}
	}
	items, next := cut(in.Paging, items, func(l RunLink) string { return l.ID })
	return &answer[RunLinkList]{RunLinkList{items, next}}, nil
}

func (s *server) revokeRunLink(ctx context.Context, in *runLinkInput) (*struct{}, error) {
	store, links, err := s.linksOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		if l.ID == in.Link {
			return nil, store.RevokeRunLink(ctx, l.ID, s.Study.Now(), s.note(ctx, "run", "link of run "+l.Run))
		}
	}
	return nil, missing("link", in.Link)
}

// wrongPIN does not say what is wrong.
func wrongPIN() *Problem {
	p := unauthenticated("link or PIN is wrong, or the link has ended; ask the office")
	p.Code = "wrong_login"
	return p
}

func (s *server) openRun(ctx context.Context, in *struct{ Body RunLogin }) (*runSessionAnswer, error) {
	if err := s.needAccounts(ctx); err != nil {
		return nil, err
	}
	store, err := s.runLinks()
	if err != nil {
		return nil, err
	}
	from, now := visitOf(ctx).address, s.Study.Now()
	if wait := s.accounts.addresses.Begin(from); wait > 0 {
		return nil, waitProblem("rate_limited", "too many logins failed from this address", wait)
	}
	link := data.RunLink{}
	if account.WellFormed(account.LinkPrefix, in.Body.Secret) {
		link, err = store.TryRunLink(ctx, account.HashOf(in.Body.Secret))
		if err != nil && !errors.Is(err, data.ErrNotFound) {
			return nil, err
		}
	}
	if link.Tries > data.MostPINTries {
		return nil, problem(http.StatusTooManyRequests, "locked", "too many wrong PINs; this link is good for nothing any more, ask the office for a new one")
	}
	matches, err := s.accounts.passwords.Matches(ctx, link.PINHash, in.Body.PIN) // as slow where there is no link
	if err != nil {
		return nil, crowded(err)
	}
	if !matches || link.Over(now) {
		return nil, wrongPIN()
	}
	secret := account.NewSecret(account.RunPrefix)
	if err := store.StartRunSession(ctx, data.RunSession{Hash: account.HashOf(secret), Link: link.ID, StartedAt: now}); err != nil {
		return nil, err
	}
	s.accounts.addresses.Uncount(from)
	v := visitOf(ctx)
	cookie := cookieOf(v, secret)
	cookie.MaxAge = max(1, int(link.Until.Sub(now)/time.Second))
	return &runSessionAnswer{SetCookie: cookie.String(), CacheControl: "no-store", Body: RunSession{Run: link.Run, Until: link.Until, CSRFToken: account.CSRFToken(secret)}}, nil
}

// byRunSession is the caller of a cookie that a link and a PIN were exchanged for.
func (s *server) byRunSession(ctx context.Context, secret string) caller {
	store, err := s.runLinks()
	if err != nil {
		return caller{refused: s.problemOf(ctx, err)}
	}
	_, link, err := store.RunSession(ctx, account.HashOf(secret))
	switch {
	case errors.Is(err, data.ErrNotFound) || err == nil && link.Over(s.Study.Now()):
		return caller{refused: overProblem()}
	case err != nil:
		return caller{refused: s.problemOf(ctx, err)}
	}
	return caller{Name: "link " + link.ID, May: []permission{mayDeliver}, Run: link.Run, until: link.Until, secret: secret}
}

func (s *server) leaveRun(ctx context.Context, _ *struct{}) (*noContent, error) {
	c := callerOf(ctx)
	if c.Run == "" {
		return nil, problem(http.StatusConflict, "conflict", "this is no login by link and PIN; log out with DELETE /api/v1/session")
	}
	store, err := s.runLinks()
	if err != nil {
		return nil, err
	}
	if err := store.EndRunSession(ctx, account.HashOf(c.secret)); err != nil && !errors.Is(err, data.ErrNotFound) {
		return nil, err
	}
	return &noContent{cookieOf(visitOf(ctx), "").String()}, nil
}
