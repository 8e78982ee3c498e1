import { lazy, Suspense, type ReactElement } from 'react';
import { Admin, CustomRoutes, reactRouterProvider, Resource, type DataProvider, type I18nProvider, type Store } from 'react-admin';
import { QueryClient } from '@tanstack/react-query';
import { Shell, PageSkeleton } from './layout/Shell.tsx';
import { SchoolOnly } from './layout/SchoolOnly.tsx';
import { SessionProvider, type Session } from './providers/session.tsx';
import { authProviderOf } from './providers/sign-in.ts';
import { paperOptions } from './theme/theme.ts';

const { Route } = reactRouterProvider;

const Home = lazy(() => import('./pages/Home.tsx'));
const Decide = lazy(() => import('./pages/decide/Decide.tsx'));
const RoomBoard = lazy(() => import('./pages/room/RoomBoard.tsx'));
const MyRequests = lazy(() => import('./pages/requests/MyRequests.tsx'));
const AllRequests = lazy(() => import('./pages/requests/AllRequests.tsx'));
const Ask = lazy(() => import('./pages/requests/Ask.tsx'));
const RequestPage = lazy(() => import('./pages/requests/RequestPage.tsx'));
const ViewingPage = lazy(() => import('./pages/viewing/ViewingPage.tsx'));
const EscortPage = lazy(() => import('./pages/viewing/EscortPage.tsx'));
const GapList = lazy(() => import('./resources/gaps/GapList.tsx'));
const CameraList = lazy(() => import('./resources/cameras/CameraList.tsx'));
const CameraShow = lazy(() => import('./resources/cameras/CameraShow.tsx'));
const CameraCreate = lazy(() => import('./resources/cameras/CameraCreate.tsx'));
const CameraEdit = lazy(() => import('./resources/cameras/CameraEdit.tsx'));
const GatewayList = lazy(() => import('./resources/gateways/GatewayList.tsx'));
const AppointmentList = lazy(() => import('./resources/appointments/AppointmentList.tsx'));
const ViewingRegister = lazy(() => import('./resources/viewing-register/ViewingRegister.tsx'));
const ControlResults = lazy(() => import('./resources/control-results/ControlResults.tsx'));
const DistrictResults = lazy(async () => ({ default: (await import('./resources/control-results/ControlResults.tsx')).DistrictResults }));
const District = lazy(() => import('./pages/district/District.tsx'));
const Ledger = lazy(() => import('./pages/ledger/Ledger.tsx'));
const DistrictFacts = lazy(() => import('./resources/district-facts/DistrictFacts.tsx'));

/** Answers are asked again when they may be old, and never again because one failed: a failure is shown with what to do. */
const makeQueries = (): QueryClient => new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: true, networkMode: 'always' }, mutations: { retry: false, networkMode: 'always' } } });
const queries = makeQueries();

/** The console for a signed-in person. */
export function App({ session, dataProvider, i18nProvider, store }: { readonly session: Session; readonly dataProvider: DataProvider; readonly i18nProvider: I18nProvider; readonly store: Store }): ReactElement {
  return (
    <SessionProvider session={session}>
      <Admin
        title="Guardroom"
        disableTelemetry
        authProvider={authProviderOf(session.signIn, { id: session.me.personId, fullName: session.me.name })}
        dataProvider={dataProvider}
        i18nProvider={i18nProvider}
        store={store}
        queryClient={queries}
        theme={paperOptions}
        darkTheme={null}
        layout={Shell}
        dashboard={Home}
      >
        <Resource name="cameras" list={CameraList} show={CameraShow} create={CameraCreate} edit={CameraEdit} />
        <Resource name="gateways" list={GatewayList} />
        <Resource name="gaps" list={GapList} />
        <Resource name="appointments" list={AppointmentList} />
        <Resource name="viewing-register" list={ViewingRegister} />
        <Resource name="control-results" list={ControlResults} />
        <Resource name="district-results" list={DistrictResults} />
        <Resource name="district-facts" list={DistrictFacts} />
        <CustomRoutes>
          <Route path="/decide" element={<Decide />} />
          <Route path="/room" element={<RoomBoard />} />
          <Route path="/my-requests" element={<MyRequests />} />
          <Route path="/my-requests/new" element={<Ask />} />
          <Route path="/my-requests/:requestId" element={<RequestPage />} />
          <Route path="/footage-requests" element={<AllRequests />} />
          <Route path="/footage-requests/:requestId" element={<RequestPage />} />
          <Route path="/escort/:sessionId" element={<EscortPage />} />
          <Route path="/district" element={<District />} />
          <Route path="/ledger" element={<Ledger />} />
        </CustomRoutes>
        <CustomRoutes noLayout>
          <Route
            path="/viewing/:requestId"
            element={
              <SchoolOnly>
                <Suspense fallback={<PageSkeleton />}>
                  <ViewingPage />
                </Suspense>
              </SchoolOnly>
            }
          />
        </CustomRoutes>
      </Admin>
    </SessionProvider>
  );
}
