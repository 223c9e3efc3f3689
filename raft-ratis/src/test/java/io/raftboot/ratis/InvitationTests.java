/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.ratis;

import java.util.List;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said before a member is added.
 */
class InvitationTests {

	@Test
	void anInvitationIsReadAsItWasWritten() {
		Invitation invitation = new Invitation(300, 2000, "h:5001",
				List.of(new Member(1, "h:1", MemberRole.VOTER), new Member(107, "h:2", MemberRole.LEARNER)));
		assertThat(Invitation.read(invitation.write())).isEqualTo(invitation);
		assertThat(Invitation.ready(invitation.write())).isZero();
	}

	@Test
	void theAnswerNamesTheMemberThatIsReadyBecauseAnotherMayBeInvitedByThen() {
		byte[] answer = Invitation.ready(1499);
		assertThat(Invitation.ready(answer)).isEqualTo(1499);
		assertThat(Invitation.read(answer)).isNull();
	}

	@Test
	void whatIsNeitherIsLeftAlone() {
		assertThat(Invitation.read(new byte[] { 9, 1 })).isNull();
		assertThat(Invitation.ready(new byte[] { 2 })).isZero();
		assertThat(Invitation.ready(new byte[0])).isZero();
	}

}
