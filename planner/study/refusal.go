package study

import "errors"

// refusal is an error that says which finding of a pre-flight it belongs to. Its words are those of the error.
type refusal struct {
	code string
	error
}

func (r refusal) Unwrap() error { return r.error }

// refuse marks why a question is refused.
func refuse(code string, err error) error { return refusal{code, err} }

// refusedFor is the code of an error that was marked; empty for others.
func refusedFor(err error) string {
	var marked refusal
	if errors.As(err, &marked) {
		return marked.code
	}
	return ""
}
