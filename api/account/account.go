// Package account decides who may log in and what a login may do: passwords, secrets, how often one may try, how long a
// login lasts, and the one table of roles and permissions. It speaks no HTTP, keeps nothing on disk and reads no clock of its own:
// data.Accounts keeps what lasts, package api answers requests. What it remembers of failed tries is gone after a restart.
package account

import (
	"slices"
	"time"

	"cuntong/data"
)

// Permission is what an operation needs of whoever calls it.
type Permission string

// The permissions.
const (
	Anyone     Permission = "anyone"     // health, the document, logging in
	Own        Permission = "own"        // one's own password and tokens; only after a login, never by token
	Read       Permission = "read"       // records, figures and maps of the caller's area
	Deliver    Permission = "deliver"    // runs of the caller and what is noted on them
	Follow     Permission = "follow"     // runs: whoever may read or deliver; couriers see their own
	Note       Permission = "note"       // what happened on runs: whoever may plan or deliver
	Plan       Permission = "plan"       // scenarios, plans, jobs and edits of records in the caller's area
	Administer Permission = "administer" // accounts, the whole change log
)

// Of is the table of roles and permissions.
func Of(role data.Role) []Permission {
	switch role {
	case data.RoleCourier:
		return []Permission{Own, Deliver}
	case data.RoleViewer:
		return []Permission{Own, Read}
	case data.RolePlanner:
		return []Permission{Own, Read, Deliver, Plan}
	case data.RoleAdministrator:
		return []Permission{Own, Read, Deliver, Plan, Administer}
	}
	return nil
}

// Grantable lists the permissions that a token may have, in order.
func Grantable() []Permission { return []Permission{Read, Deliver, Plan, Administer} }

// OfToken is what a token may do now: what it was given, as far as its account still may.
func OfToken(role data.Role, given []string) []Permission {
	var may []Permission
	for _, p := range Grantable() {
		if slices.Contains(given, string(p)) && slices.Contains(Of(role), p) {
			may = append(may, p)
		}
	}
	return may
}

// Lifetime is how long a login lasts: without being used, and in any case. Couriers are out of reach of the network for
// days and have no keyboard at hand; everybody else works at a desk.
func Lifetime(role data.Role) (idle, whole time.Duration) {
	if role == data.RoleCourier {
		return 7 * 24 * time.Hour, 30 * 24 * time.Hour
	}
	return 4 * time.Hour, 24 * time.Hour
}

// The limits of a token's life.
const (
	DefaultTokenDays = 90
	MostTokenDays    = 730
)
