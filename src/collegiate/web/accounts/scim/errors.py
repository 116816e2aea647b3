"""What is wrong with something that a directory sends."""

from __future__ import annotations


class ScimError(Exception):
    """A request cannot be done; `kind` is the word that RFC 7644 has for it, where it has one."""

    def __init__(self, status: int, detail: str, kind: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.kind = status, detail, kind

    def body(self) -> dict[str, object]:
        """Return the answer's body."""
        said: dict[str, object] = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": str(self.status),
            "detail": self.detail,
        }
        return said | ({"scimType": self.kind} if self.kind else {})


def invalid(detail: str, kind: str = "invalidValue") -> ScimError:
    """Return the error of something sent wrongly."""
    return ScimError(400, detail, kind)
