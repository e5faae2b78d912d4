package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"cuntong/data"

	"github.com/danielgtaylor/huma/v2"
)

// AccountList is a page of accounts.
type AccountList struct {
	Items []Account `json:"items"`
	Next  *string   `json:"next" doc:"Cursor of the next page; null on the last"`
}

// Account is somebody who may log in.
type Account struct {
	Name        string     `json:"name" doc:"Typed when logging in; it never changes"`
	DisplayName string     `json:"display_name" doc:"For people; may be empty"`
	Role        data.Role  `json:"role" enum:"viewer,courier,planner,administrator"`
	Area        *string    `json:"area" doc:"Code of the area that bounds what is seen and changed; null: everything"`
	Courier     *string    `json:"courier" doc:"Couriers: the name on the runs that are theirs"`
	Subject     *string    `json:"subject" doc:"Issuer, a blank and subject at the OpenID provider; null: none"`
	Disabled    bool       `json:"disabled" doc:"true: may not log in"`
	Password    bool       `json:"password" doc:"true: may log in by password"`
	PasswordAt  *time.Time `json:"password_at" doc:"Since when the password holds"`
	CreatedAt   time.Time  `json:"created_at"`
	LastLogin   *time.Time `json:"last_login" doc:"null: never"`
	Version     int64      `json:"version" doc:"Grows with every change; also the ETag"`
}

// AccountFields are what an administrator says about an account.
type AccountFields struct {
	DisplayName string    `json:"display_name,omitempty" maxLength:"100"`
	Role        data.Role `json:"role" enum:"viewer,courier,planner,administrator"`
	Area        string    `json:"area,omitempty" maxLength:"12" doc:"Code of an area inside one's own; absent: one's own, or everything"`
	Courier     string    `json:"courier,omitempty" maxLength:"100" doc:"Couriers: the name on the runs that are theirs; absent: the display name, else the name"`
	Subject     string    `json:"subject,omitempty" maxLength:"400" doc:"Issuer, a blank and subject at the OpenID provider"`
	Disabled    bool      `json:"disabled,omitempty" doc:"true: may not log in, and its sessions end"`
}

// AccountDraft is a new account.
type AccountDraft struct {
	Name     string `json:"name" minLength:"1" maxLength:"64" doc:"Letters, digits and . _ - @, in lower case"`
	Password string `json:"password,omitempty" maxLength:"256" doc:"At least 10 characters; absent: it logs in by OpenID Connect alone"`
	AccountFields
}

// NewPassword is what an administrator gives to somebody else.
type NewPassword struct {
	Password string `json:"password" minLength:"1" maxLength:"256" doc:"At least 10 characters, not among the most common ones"`
}

// AccountName is the part of a path that names an account.
type AccountName struct {
	Name string `path:"name" maxLength:"64" doc:"Name of the account"`
}

type accountAnswer struct {
	Location string `header:"Location" doc:"Where the new account is; absent otherwise"`
	ETag     string `header:"ETag" doc:"The version; send it as If-Match to replace"`
	Body     Account
}

type createAccountInput struct{ Body AccountDraft }

type replaceAccountInput struct {
	AccountName
	IfMatch string `header:"If-Match" doc:"ETag of the version that is replaced"`
	Body    AccountFields
}

type resetInput struct {
	AccountName
	Body NewPassword
}

func (s *server) registerAccounts(o *operations) {
	register(o, needs(get("listAccounts", "/api/v1/accounts", "accounts", "Who may log in", "Those inside the caller's area, ordered by name."), mayAdminister), []int{400, 401, 403, 503}, s.listAccounts)
	register(o, needs(huma.Operation{
		OperationID: "createAccount", Method: http.MethodPost, Path: "/api/v1/accounts", Tags: []string{"accounts"}, DefaultStatus: http.StatusCreated,
		Summary: "Make an account", Description: "The first one is made on the server: cuntong user add.",
	}, mayAdminister), []int{400, 401, 403, 409, 422, 503}, s.createAccount)
	register(o, needs(get("getAccount", "/api/v1/accounts/{name}", "accounts", "One account", ""), mayAdminister), []int{401, 403, 404, 503}, s.getAccount)
	register(o, needs(huma.Operation{
		OperationID: "replaceAccount", Method: http.MethodPut, Path: "/api/v1/accounts/{name}", Tags: []string{"accounts"},
		Summary: "Change or disable an account", Description: "Only the version named by If-Match is replaced. The last administrator of everything stays one.",
	}, mayAdminister), []int{400, 401, 403, 404, 409, 422, 428, 503}, s.replaceAccount)
	register(o, needs(huma.Operation{
		OperationID: "resetPassword", Method: http.MethodPut, Path: "/api/v1/accounts/{name}/password", Tags: []string{"accounts"}, DefaultStatus: http.StatusNoContent,
		Summary: "Give an account a new password", Description: "Ends all its sessions; its tokens stay.",
	}, mayAdminister), []int{401, 403, 404, 409, 422, 503}, s.resetPassword)
}

func accountOf(a data.Account) Account {
	return Account{Name: a.Name, DisplayName: a.DisplayName, Role: a.Role, Area: known(a.Area), Courier: known(a.Courier), Subject: known(a.Subject), Disabled: a.Disabled,
		Password: a.Hash != "", PasswordAt: instant(a.PasswordAt), CreatedAt: a.CreatedAt, LastLogin: instant(a.LastLogin), Version: a.Version}
}

func answerAccount(a data.Account) *accountAnswer {
	return &accountAnswer{ETag: versionTag(a.Version), Body: accountOf(a)}
}

func (s *server) listAccounts(ctx context.Context, in *struct{ Paging }) (*answer[AccountList], error) {
	items := []Account{}
	if s.accounts.store == nil {
		return &answer[AccountList]{AccountList{items, nil}}, nil
	}
	all, err := s.accounts.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	current, err := s.currentPlaces(ctx)
	if err != nil {
		return nil, err
	}
	c := callerOf(ctx)
	for _, a := range all {
		if a.Name > in.After && c.inside(current, a.Area) && len(items) < in.oneMore() {
			items = append(items, accountOf(a))
		}
	}
	items, next := cut(in.Paging, items, func(a Account) string { return a.Name })
	return &answer[AccountList]{AccountList{items, next}}, nil
}

// oneAccount returns an account that the caller may administer.
func (s *server) oneAccount(ctx context.Context, name string) (data.Account, error) {
	if s.accounts.store == nil {
		return data.Account{}, missing("account", name)
	}
	a, err := s.accounts.store.Account(ctx, name)
	if errors.Is(err, data.ErrNotFound) {
		return a, missing("account", name)
	}
	if err != nil {
		return a, err
	}
	return a, s.within(ctx, a.Area)
}

func (s *server) getAccount(ctx context.Context, in *AccountName) (*accountAnswer, error) {
	a, err := s.oneAccount(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	return answerAccount(a), nil
}

// fill puts what an administrator said into an account. An area outside the administrator's own is refused.
func (s *server) fillAccount(ctx context.Context, a *data.Account, fields AccountFields) error {
	area, err := s.bodyArea(ctx, fields.Area)
	if err != nil {
		return err
	}
	a.DisplayName, a.Role, a.Area, a.Courier, a.Subject, a.Disabled = strings.TrimSpace(fields.DisplayName), fields.Role, area, strings.TrimSpace(fields.Courier), fields.Subject, fields.Disabled
	if a.Role == data.RoleCourier && a.Courier == "" {
		if a.Courier = a.DisplayName; a.Courier == "" {
			a.Courier = a.Name
		}
	}
	return nil
}

// bodyArea is area for a field of a body.
func (s *server) bodyArea(ctx context.Context, text string) (string, error) {
	if text == "" {
		return s.scope(ctx, "")
	}
	code, err := data.AreaCode(text)
	if err != nil {
		return "", invalidBody("area", text, "expected an area code of 2, 4, 6, 9 or 12 digits, such as 370522")
	}
	current, err := s.currentPlaces(ctx)
	if err != nil {
		return "", err
	}
	if _, ok := current.tree.Area(code); !ok {
		return "", invalidBody("area", text, "no such area is on record")
	}
	return s.scope(ctx, code)
}

// byToken reports whether the request came with a token rather than from somebody who logged in.
func (c caller) byToken() bool { return c.account != nil && c.session == nil }

// notByToken refuses what a lost token must not do: give itself, or whoever found it, another way in.
func notByToken() *Problem {
	return problem(http.StatusForbidden, "forbidden", "a token may not do that: of accounts it may only give another display name, or disable them; log in for the rest").with("permission", string(mayOwn))
}

func (s *server) createAccount(ctx context.Context, in *createAccountInput) (*accountAnswer, error) {
	if callerOf(ctx).byToken() {
		return nil, notByToken()
	}
	if err := s.needAccounts(ctx); err != nil {
		return nil, err
	}
	if wrong := data.CheckAccountName(in.Body.Name); wrong != "" {
		return nil, invalidBody("name", in.Body.Name, wrong)
	}
	a := data.Account{Name: in.Body.Name, CreatedAt: s.Study.Now()}
	if err := s.fillAccount(ctx, &a, in.Body.AccountFields); err != nil {
		return nil, err
	}
	switch {
	case in.Body.Password != "":
		if err := s.newPassword(ctx, &a, "password", in.Body.Password); err != nil {
			return nil, err
		}
	case a.Subject == "":
		return nil, invalidBody("password", "", "expected a password or a subject, else nobody can log in")
	}
	if _, err := s.accounts.store.Account(ctx, a.Name); err == nil {
		return nil, problem(http.StatusConflict, "conflict", fmt.Sprintf("there is an account %q already; choose another name", a.Name)).with("name", a.Name)
	} else if !errors.Is(err, data.ErrNotFound) {
		return nil, err
	}
	version, err := s.accounts.store.SaveAccount(ctx, a, s.note(ctx, "account", "new account"))
	if err != nil {
		return nil, err
	}
	a.Version = version
	result := answerAccount(a.Kept())
	result.Location = "/api/v1/accounts/" + a.Name
	return result, nil
}

func (s *server) replaceAccount(ctx context.Context, in *replaceAccountInput) (*accountAnswer, error) {
	if in.IfMatch == "" {
		return nil, problem(http.StatusPreconditionRequired, "precondition_required", "say with If-Match which version is replaced: the ETag of GET on the same address")
	}
	version, err := taggedVersion(in.IfMatch)
	if err != nil {
		return nil, err
	}
	a, err := s.oneAccount(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	before := a
	if err := s.fillAccount(ctx, &a, in.Body); err != nil {
		return nil, err
	}
	if callerOf(ctx).byToken() && (a.Role != before.Role || a.Area != before.Area || a.Courier != before.Courier || a.Subject != before.Subject || before.Disabled && !a.Disabled) {
		return nil, notByToken()
	}
	if a.Version != version {
		return nil, problem(http.StatusConflict, "conflict", fmt.Sprintf("account %q was changed by somebody else since version %d; read it again and repeat the change", a.Name, version)).
			with("name", a.Name).with("version", strconv.FormatInt(version, 10))
	}
	if a.Version, err = s.accounts.store.SaveAccount(ctx, a, s.note(ctx, "account", "")); err != nil {
		return nil, err
	}
	return answerAccount(a), nil
}

func (s *server) resetPassword(ctx context.Context, in *resetInput) (*struct{}, error) {
	if callerOf(ctx).byToken() {
		return nil, notByToken()
	}
	a, err := s.oneAccount(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	if err := s.setPassword(ctx, &a, "password", in.Body.Password); err != nil {
		return nil, err
	}
	s.accounts.names.Forget(a.Name + " ") // the new password may be tried at once, from anywhere
	s.accounts.everywhere.Succeeded(a.Name)
	return nil, nil
}
