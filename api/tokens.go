package api

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"cuntong/api/account"
	"cuntong/data"

	"github.com/danielgtaylor/huma/v2"
)

// TokenList is tokens without their secrets.
type TokenList struct {
	Items []Token `json:"items"`
}

// Token is what a program logs in with.
type Token struct {
	ID        string     `json:"id"`
	Account   string     `json:"account" doc:"Name of the account it acts for"`
	Name      string     `json:"name"`
	May       []string   `json:"may" doc:"Permissions it was given; it has those that its account still has"`
	Area      *string    `json:"area" doc:"Code of the area that bounds it; null: that of its account"`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt time.Time  `json:"expires_at" doc:"When it ends"`
	RevokedAt *time.Time `json:"revoked_at" doc:"When it was ended before its time; null: it was not"`
	LastUsed  *time.Time `json:"last_used" doc:"To within five minutes; null: never"`
}

// NewToken is a token with its secret, which is told once.
type NewToken struct {
	Token
	Secret string `json:"secret" doc:"Send it as Authorization: Bearer SECRET. It cannot be read again"`
}

// TokenDraft is a new token.
type TokenDraft struct {
	Name string       `json:"name" minLength:"1" maxLength:"64" doc:"What it is for"`
	May  []permission `json:"may" minItems:"1" maxItems:"4" enum:"read,deliver,plan,administer" doc:"Permissions, of one's own"`
	Area string       `json:"area,omitempty" maxLength:"12" doc:"Code of an area inside one's own; absent: one's own"`
	Days int          `json:"days,omitempty" minimum:"1" maximum:"730" default:"90" doc:"How long it lasts"`
}

type tokensInput struct {
	Account string `query:"account" maxLength:"64" doc:"Tokens of this account, for administrators; absent: one's own"`
	All     bool   `query:"all" doc:"true, for administrators: tokens of all accounts inside their area"`
}

type createTokenInput struct{ Body TokenDraft }

type newTokenAnswer struct {
	Location     string `header:"Location" doc:"Where the token is ended: DELETE"`
	CacheControl string `header:"Cache-Control" hidden:"true"`
	Body         NewToken
}

type tokenID struct {
	ID string `path:"id" maxLength:"64" doc:"ID of the token"`
}

func (s *server) registerTokens(o *operations) {
	register(o, needs(get("listTokens", "/api/v1/tokens", "accounts", "Tokens, ended ones too", "Ordered by ID."), mayOwn), []int{400, 401, 403, 404, 503}, s.listTokens)
	register(o, needs(huma.Operation{
		OperationID: "createToken", Method: http.MethodPost, Path: "/api/v1/tokens", Tags: []string{"accounts"}, DefaultStatus: http.StatusCreated,
		Summary: "Make a token of one's own", Description: "A program sends its secret as Authorization: Bearer SECRET. No token can make tokens or change passwords.",
	}, mayOwn), []int{401, 403, 409, 422, 503}, s.createToken)
	register(o, needs(huma.Operation{
		OperationID: "revokeToken", Method: http.MethodDelete, Path: "/api/v1/tokens/{id}", Tags: []string{"accounts"}, DefaultStatus: http.StatusNoContent,
		Summary: "End a token for good", Description: "One's own, or as an administrator that of any account inside one's area.",
	}, mayOwn), []int{401, 403, 404, 503}, s.revokeToken)
}

func tokenOf(t data.APIToken) Token {
	return Token{ID: t.ID, Account: t.Account, Name: t.Name, May: listed(t.May), Area: known(t.Area), CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt, RevokedAt: instant(t.RevokedAt), LastUsed: instant(t.LastUsed)}
}

func (s *server) listTokens(ctx context.Context, in *tokensInput) (*answer[TokenList], error) {
	c, list := callerOf(ctx), &answer[TokenList]{TokenList{[]Token{}}}
	if s.accounts.store == nil || c.account == nil {
		return list, nil
	}
	whose := c.account.Name
	if in.All || in.Account != "" && in.Account != whose {
		if !c.may(mayAdminister) {
			return nil, c.refusal(mayAdminister)
		}
		whose = in.Account
	}
	if whose != "" && whose != c.account.Name {
		if _, err := s.oneAccount(ctx, whose); err != nil {
			return nil, err
		}
	}
	tokens, err := s.accounts.store.Tokens(ctx, whose)
	if err != nil {
		return nil, err
	}
	hidden := map[string]bool{} // accounts outside the caller's area
	if whose == "" && c.Area != "" {
		all, err := s.accounts.store.Accounts(ctx)
		if err != nil {
			return nil, err
		}
		current, err := s.currentPlaces(ctx)
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			hidden[a.Name] = !c.inside(current, a.Area)
		}
	}
	for _, token := range tokens {
		if !hidden[token.Account] {
			list.Body.Items = append(list.Body.Items, tokenOf(token))
		}
	}
	return list, nil
}

func (s *server) createToken(ctx context.Context, in *createTokenInput) (*newTokenAnswer, error) {
	c := callerOf(ctx)
	if c.account == nil {
		return nil, noAccounts()
	}
	for _, p := range in.Body.May {
		if !slices.Contains(account.OfToken(c.account.Role, words(in.Body.May)), p) {
			return nil, invalidBody("may", string(p), "expected a permission that this account has itself")
		}
	}
	area := ""
	if in.Body.Area != "" {
		var err error
		if area, err = s.bodyArea(ctx, in.Body.Area); err != nil {
			return nil, err
		}
	}
	days := in.Body.Days
	if days == 0 {
		days = account.DefaultTokenDays
	}
	if strings.TrimSpace(in.Body.Name) == "" {
		return nil, invalidBody("name", in.Body.Name, "expected a name that is not blank")
	}
	secret, now := account.NewSecret(account.TokenPrefix), s.Study.Now()
	token := data.APIToken{ID: strings.ToLower(rand.Text()[:16]), Account: c.account.Name, Name: strings.TrimSpace(in.Body.Name), May: words(in.Body.May), Area: area,
		CreatedAt: now, ExpiresAt: now.AddDate(0, 0, days), Hash: account.HashOf(secret)}.Kept()
	if err := s.accounts.store.AddToken(ctx, token, s.note(ctx, "account", "new token")); err != nil {
		return nil, err
	}
	return &newTokenAnswer{Location: "/api/v1/tokens/" + token.ID, CacheControl: "no-store", Body: NewToken{tokenOf(token), secret}}, nil
}

func (s *server) revokeToken(ctx context.Context, in *tokenID) (*struct{}, error) {
	c := callerOf(ctx)
	if s.accounts.store == nil || c.account == nil {
		return nil, missing("token", in.ID)
	}
	whose := c.account.Name
	if c.may(mayAdminister) {
		whose = ""
	}
	tokens, err := s.accounts.store.Tokens(ctx, whose)
	if err != nil {
		return nil, err
	}
	found := slices.IndexFunc(tokens, func(t data.APIToken) bool { return t.ID == in.ID })
	if found < 0 {
		return nil, missing("token", in.ID) // also where it is somebody else's
	}
	if tokens[found].Account != c.account.Name {
		if _, err := s.oneAccount(ctx, tokens[found].Account); err != nil {
			return nil, err
		}
	}
	return nil, s.accounts.store.RevokeToken(ctx, in.ID, s.Study.Now(), s.note(ctx, "account", fmt.Sprintf("token %s ended", tokens[found].Name)))
}
