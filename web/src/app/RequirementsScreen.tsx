import { CompensateDialog } from '../features/countermeasure/CompensateDialog'
import { Compensations } from '../features/countermeasure/Compensations'
import { Comments } from '../features/item/Comments'
import { MatrixScreen } from '../features/requirement/MatrixScreen'
import type { MatrixParts } from '../features/requirement/parts'

const parts: MatrixParts = {
  compensate: (of) => <CompensateDialog {...of} />,
  compensations: (of) => <Compensations {...of} />,
  comments: (item) => <Comments itemKey={item} />,
}

/** The matrix, with what countermeasures and people say in its panel. */
export const RequirementsScreen = () => <MatrixScreen parts={parts} />
