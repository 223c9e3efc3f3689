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

package io.raftboot.consensus;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

import io.raftboot.Member;
import io.raftboot.MemberRole;

/**
 * The majorities that a decision needs under a {@link Configuration}: one, or while it is
 * joint one of each half (dissertation, section 4.3).
 */
final class Quorums {

	private final long[] incoming;

	private final long[] outgoing;

	private Quorums(long[] incoming, long[] outgoing) {
		this.incoming = incoming;
		this.outgoing = outgoing;
	}

	static Quorums of(Configuration configuration) {
		return new Quorums(counting(configuration.members(), configuration.joining()),
				counting(configuration.outgoing(), List.of()));
	}

	private static long[] counting(List<Member> members, List<Long> joining) {
		return members.stream()
			.filter((member) -> member.role() != MemberRole.LEARNER && !joining.contains(member.nodeId()))
			.mapToLong(Member::nodeId)
			.sorted()
			.toArray();
	}

	/**
	 * Return whether a member counts in either half.
	 * @param id its number
	 * @return whether it counts
	 */
	boolean contains(long id) {
		return Arrays.binarySearch(this.incoming, id) >= 0 || Arrays.binarySearch(this.outgoing, id) >= 0;
	}

	/**
	 * Return whether a member decides alone.
	 * @param id its number
	 * @return whether nobody else counts
	 */
	boolean isOnly(long id) {
		return this.outgoing.length == 0 && this.incoming.length == 1 && this.incoming[0] == id;
	}

	/**
	 * Return whether the same members count under another configuration.
	 * @param other its quorums
	 * @return whether a change between the two needs no joint configuration
	 */
	boolean sameAs(Quorums other) {
		return Arrays.equals(this.incoming, other.incoming) && Arrays.equals(this.outgoing, other.outgoing);
	}

	/**
	 * Return whether enough members agree.
	 * @param agrees whether a member does
	 * @return whether a quorum does; never without members
	 */
	boolean agree(LongPredicate agrees) {
		return agree(this.incoming, agrees) && (this.outgoing.length == 0 || agree(this.outgoing, agrees));
	}

	/**
	 * Return the highest value that a quorum has reached.
	 * @param value how far a member is
	 * @return the value, {@link Long#MIN_VALUE} without members
	 */
	long reached(LongUnaryOperator value) {
		long reached = reached(this.incoming, value);
		return (this.outgoing.length == 0) ? reached : Math.min(reached, reached(this.outgoing, value));
	}

	private static boolean agree(long[] ids, LongPredicate agrees) {
		int count = 0;
		for (long id : ids) {
			if (agrees.test(id)) {
				count++;
			}
		}
		return count > ids.length / 2;
	}

	private static long reached(long[] ids, LongUnaryOperator value) {
		if (ids.length == 0) {
			return Long.MIN_VALUE;
		}
		long[] values = new long[ids.length];
		for (int i = 0; i < ids.length; i++) {
			values[i] = value.applyAsLong(ids[i]);
		}
		Arrays.sort(values);
		return values[(ids.length - 1) / 2];
	}

}
