package dev.sessionstack.parts.access;

import dev.sessionstack.plan.Sensitive;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The one user of the Redis that we make, as a line of {@code redis.conf}. Not {@code requirepass},
 * which has room for one password: while it is being changed, two are good.
 *
 * <p>It holds digests, so no password can end its line and begin another directive.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/">Redis
 *     ACL</a>
 */
final class RedisUser {

  /** Who connects without a name, may do all that there is, with any of these passwords. */
  static String line(List<Sensitive> passwords) {
    return passwords.stream()
        .map(password -> "#" + password.digest())
        .collect(Collectors.joining(" ", "user default on ", " ~* &* +@all\n"));
  }

  private RedisUser() {}
}
